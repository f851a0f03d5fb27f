import { useCallback, useMemo } from "react";
import { barsOption, extentOf } from "./barsOption";
import { ChartFrame, type ChartProps } from "./ChartFrame";
import { type Layout, lineOf } from "./layout";
import type { ChartTheme } from "./theme";
import { ForecastWord } from "./ForecastWord";
import type { Expected } from "./types";

interface Props extends ChartProps {
  /** What is still to come in a bucket, hatched above what is there. */
  expected?: readonly (Expected | null)[];
  /** The series that the reader points at; the others step back. */
  emphasis?: string | null;
}

/** Amounts per period, stacked. The first series is at the top edge. */
export function StackedBars({ expected, emphasis = null, ...chart }: Props) {
  const { buckets, series, units } = chart;
  const bars = useMemo(() => ({ buckets, series, expected, emphasis }), [buckets, series, expected, emphasis]);
  const extent = useMemo(() => extentOf({ buckets, series, expected }), [buckets, series, expected]);
  const option = useCallback(
    (layout: Layout, theme: ChartTheme) => barsOption(bars, layout, units, theme),
    [bars, units],
  );
  const topOf = (layout: Layout, at: number) =>
    lineOf(layout, series.reduce((sum, { values }) => sum + Math.max(Number(values[at] ?? 0), 0), Number(expected?.[at]?.high ?? 0)));
  return (
    <ChartFrame
      {...chart}
      expected={expected}
      adds
      extent={extent}
      option={option}
      topOf={topOf}
      words={(layout) => <ForecastWord layout={layout} buckets={buckets} expected={expected} />}
    />
  );
}
