import type { EChartsCoreOption } from "echarts/core";
import { axes } from "./axes";
import type { Layout } from "./layout";
import type { ChartTheme } from "./theme";
import type { Bucket, Series, Units } from "./types";

/** Lines over buckets. A gap stays a gap; a point between two gaps is a dot. */
export function linesOption(
  buckets: readonly Bucket[],
  series: readonly Series[],
  layout: Layout,
  units: Units,
  theme: ChartTheme,
): EChartsCoreOption {
  return {
    ...axes(buckets, layout, units, theme),
    series: series.map(({ colour, values, area }) => ({
      type: "line",
      silent: true,
      connectNulls: false,
      smooth: false,
      symbol: "circle",
      symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (isAlone(values, dataIndex) ? 4 : 0),
      showAllSymbol: true,
      lineStyle: { color: theme.colour(colour), width: 1.6 },
      itemStyle: { color: theme.colour(colour) },
      ...(area && { areaStyle: { color: theme.colour(colour), opacity: 0.12 } }),
      data: values.map((value) => (value === null ? null : Number(value))),
    })),
  };
}

const isAlone = (values: Series["values"], at: number): boolean =>
  (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
