import { useCallback, useMemo } from "react";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import { type Layout, lineOf } from "./layout";
import { linesOption } from "./linesOption";
import type { ChartTheme } from "./theme";

/** Rates and shares over periods; a gap stays a gap. */
export function LineChart(chart: ChartProps) {
  const { buckets, series, units } = chart;
  const extent = useMemo(() => {
    const values = series.flatMap((one) => one.values.map((value) => Number(value ?? 0)));
    return { highest: Math.max(0, ...values), lowest: Math.min(0, ...values) };
  }, [series]);
  const option = useCallback(
    (layout: Layout, theme: ChartTheme) => linesOption(buckets, series, layout, units, theme),
    [buckets, series, units],
  );
  const topOf = (layout: Layout, at: number) =>
    lineOf(layout, Math.max(0, ...series.map(({ values }) => Number(values[at] ?? 0))));
  return <ChartFrame {...chart} adds={false} extent={extent} option={option} topOf={topOf} />;
}
