import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef, useState } from "react";
import { ErrorNote } from "../ErrorNote";
import type { Engine } from "./engine";
import { loadEngine } from "./loadEngine";

interface Props {
  option: EChartsCoreOption;
  /** Whether it has lines, and not only bars. */
  lines: boolean;
  width: number;
  height: number;
}

const FIRST_DRAW_MILLISECONDS = 160;

/** The canvas under a chart. What it shows stands in words beside it. */
export function Plot({ option, lines, width, height }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<Engine | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const drawn = useRef(false);

  useEffect(() => {
    let opened: Engine | null = null;
    let gone = false;
    const open = async () => {
      const [parts] = await Promise.all([loadEngine(), lines && import("./engineLines")]);
      if (gone || !element.current) return;
      opened = await parts.open(element.current);
      if (gone) opened.dispose();
      else setEngine(opened);
    };
    open().catch((error: unknown) => setFailure(error));
    return () => {
      gone = true;
      opened?.dispose();
    };
  }, [lines]);

  useEffect(() => {
    engine?.resize({ width, height });
  }, [engine, width, height]);

  useEffect(() => {
    if (!engine) return;
    const still = drawn.current || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    engine.setOption({ ...option, animation: !still, animationDuration: FIRST_DRAW_MILLISECONDS }, { notMerge: true });
    drawn.current = true;
  }, [engine, option]);

  return (
    <>
      <div ref={element} className="chart-canvas" style={{ height }} aria-hidden="true" />
      <ErrorNote error={failure} meaning="The chart cannot be drawn; its table can be shown." />
    </>
  );
}
