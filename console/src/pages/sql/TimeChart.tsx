import { useMemo, useState } from "react";
import { serverMilliseconds } from "../../clock";
import { counted } from "../../format/number";
import { LineChart } from "../../ui/chart/LineChart";
import { StackedBars } from "../../ui/chart/StackedBars";
import type { Units } from "../../ui/chart/types";
import { decimalOf } from "./chartOf";
import { timeBuckets, timeRows } from "./timeRows";

interface Props {
  rows: unknown[][];
  /** Columns of the time and of the number. */
  label: number;
  value: number;
  title: string;
  units: Units;
  isLine: boolean;
}

/** The rows in the order of their time; a gap stays a gap. */
export function TimeChart({ rows, label, value, title, units, isLine }: Props) {
  const [now] = useState(() => serverMilliseconds());
  const { buckets, series } = useMemo(() => {
    const times = timeRows(rows.map((row) => row[label]));
    const values = times.map(({ row }) => (row === null ? null : decimalOf(rows[row]?.[value])));
    return {
      buckets: timeBuckets(times, now),
      series: [{ id: "value", label: title, colour: "var(--mono-series)", values }],
    };
  }, [rows, label, value, title, now]);
  const Chart = isLine ? LineChart : StackedBars;
  return <Chart message={`${title}, ${counted(rows.length, "row")}`} buckets={buckets} series={series} units={units} height={240} />;
}
