import type { EChartsCoreOption } from "echarts/core";
import { axes } from "./axes";
import type { Layout } from "./layout";
import type { ChartTheme } from "./theme";
import type { Bucket, Expected, Series, Units } from "./types";

export interface Bars {
  buckets: readonly Bucket[];
  /** The one at the top edge first, as in the legend. */
  series: readonly Series[];
  expected?: readonly (Expected | null)[] | undefined;
  /** The only one in full colour. */
  emphasis?: string | null | undefined;
}

/** Of surface, between two parts; each has half of it as its edge. */
const GAP = 0.8;
const FORECAST_OPACITY = 0.55;
/** Between the lower and the upper end of what is expected. */
const SPREAD_OPACITY = 0.3;
/** Of the axis: a stub for what is not known at all. */
const STUB = 0.035;

/** Bars of parts upon each other; hatched is only what is not known, or not yet. */
export function barsOption(bars: Bars, layout: Layout, units: Units, theme: ChartTheme): EChartsCoreOption {
  const { buckets, series, emphasis } = bars;
  const parts = series.toReversed().map((one) => ({
    type: "bar",
    stack: "all",
    silent: true,
    barCategoryGap: "20%",
    barMaxWidth: 56,
    itemStyle: {
      color: theme.colour(one.colour),
      borderColor: theme.surface,
      borderWidth: GAP / 2,
      opacity: emphasis && emphasis !== one.id ? 0.22 : 1,
    },
    data: one.values.map((value) => (value === null ? null : Number(value))),
  }));
  const hatched = (values: (number | null)[], opacity: (at: number) => number) => ({
    type: "bar",
    stack: "all",
    silent: true,
    data: values.map((value, at) => ({
      value,
      itemStyle: {
        color: theme.hatch,
        borderColor: theme.hatchInk,
        borderType: "dashed",
        borderWidth: 1,
        opacity: opacity(at),
      },
    })),
  });
  const least = buckets.map((bucket, at) => {
    const expected = bars.expected?.[at];
    if (expected) return Number(expected.low);
    return bucket.incomplete || isUnknown(series, at) ? (layout.scale.most - layout.scale.least) * STUB : null;
  });
  const spread = buckets.map((_, at) => {
    const expected = bars.expected?.[at];
    return expected ? Number(expected.high) - Number(expected.low) : null;
  });
  const base = (at: number) => (buckets[at]?.incomplete || !bars.expected?.[at] ? 1 : FORECAST_OPACITY);
  return {
    ...axes(buckets, layout, units, theme),
    series: [...parts, hatched(least, base), hatched(spread, () => SPREAD_OPACITY)],
  };
}

/** Nothing of the bucket has a price, yet something happened in it. */
function isUnknown(series: readonly Series[], at: number): boolean {
  const has = series.some(({ unpriced }) => (unpriced?.[at] ?? "0") !== "0");
  return has && series.every(({ values }) => (values[at] ?? null) === null);
}

/** From the lowest to the highest end of any bar, what is expected included. */
export function extentOf({ buckets, series, expected }: Bars): { highest: number; lowest: number } {
  let highest = 0;
  let lowest = 0;
  buckets.forEach((_, at) => {
    const values = series.map(({ values: all }) => Number(all[at] ?? 0));
    const up = values.reduce((sum, value) => sum + Math.max(value, 0), Number(expected?.[at]?.high ?? 0));
    const down = values.reduce((sum, value) => sum + Math.min(value, 0), 0);
    highest = Math.max(highest, up);
    lowest = Math.min(lowest, down);
  });
  return { highest, lowest };
}
