// What is used of ECharts and nothing more: the largest part of a chart, loaded when the first one is shown.
import { BarChart } from "echarts/charts";
import { GridSimpleComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

// No hook of React, in spite of its name.
// oxlint-disable-next-line react/rules-of-hooks
use([BarChart, GridSimpleComponent, CanvasRenderer]);

export type Engine = EChartsType;

// A canvas draws with the letters that are there; it does not wait for a font by itself.
export async function open(element: HTMLElement): Promise<Engine> {
  await document.fonts.load('11px "Inter Variable"').catch(() => []);
  return init(element, null, { renderer: "canvas" });
}
