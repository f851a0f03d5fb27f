import type { EChartsCoreOption } from "echarts/core";
import type { Layout } from "./layout";
import type { ChartTheme } from "./theme";
import { placeTicks } from "./ticks";
import type { Bucket, Units } from "./types";

/** Grid and axes of every chart over buckets: hairlines for round values, no box. */
export function axes(buckets: readonly Bucket[], layout: Layout, units: Units, theme: ChartTheme): EChartsCoreOption {
  const shown = placeTicks(buckets, layout.band);
  const label = { color: theme.inkDim, fontFamily: theme.font, fontSize: 11 };
  const { left, right, top, bottom, scale } = layout;
  return {
    grid: { left, right, top, bottom },
    xAxis: {
      type: "category",
      data: buckets.map(({ id }) => id),
      axisTick: { show: false },
      axisLine: { onZero: false, lineStyle: { color: theme.axis } },
      axisLabel: {
        ...label,
        interval: 0,
        margin: 8,
        // Texts are placed already; the engine would turn or drop them.
        rotate: 0,
        hideOverlap: false,
        formatter: (_: string, at: number) => {
          const bucket = buckets[at];
          if (!bucket || !shown[at]) return "";
          return bucket.incomplete ? `{now|${bucket.tick}}` : bucket.tick;
        },
        rich: { now: { ...label, color: theme.ink, fontWeight: 600 } },
      },
    },
    yAxis: {
      type: "value",
      min: scale.least,
      max: scale.most,
      interval: scale.step,
      axisLabel: { ...label, margin: 8, formatter: (value: number) => units.axis(String(value)) },
      splitLine: { lineStyle: { color: theme.line } },
    },
  };
}
