import { useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Spend, spendQuery } from "../../api/overviewQueries";
import { daysBetween } from "../../ui/chart/dayBuckets";
import type { Series } from "../../ui/chart/types";
import { type Grain, grainOf } from "./grain";
import { foldRows, inStackOrder, keyOf, REST, type Row } from "./rows";
import { remainder, seriesOf, type Table, tabulate } from "./stack";
import { useKept } from "./useKept";
import { asked, type SpendBy } from "./useSpendBy";

/** The spend of each bucket, in parts. */
export interface Stack {
  spend: SpendBy;
  grain: Grain;
  buckets: string[];
  rows: Row[];
  series: Series[];
  /** The row that is looked at alone. */
  alone: { row: Row; series: Series } | null;
}

/** Beyond this many numbers only the dearest values are asked for, each by itself. */
const MOST_NUMBERS = 5_000;
const TOP = 6;

/** Of many values the dearest have a series of their own, the others one together. */
export function useStack(spend: SpendBy | undefined, only: string | undefined) {
  const grain = grainOf(spend?.days ?? { from: "", to: "" });
  const buckets = useMemo(() => idsOf(spend, grain), [spend, grain]);
  const isFew = spend !== undefined && !spend.more && spend.rows.length * buckets.length <= MOST_NUMBERS;
  const group = spend?.dimension.group ?? "provider";
  const days = asked(spend?.days ?? { from: "", to: "2000-01-01" });
  const wanted = spend && !isFew ? wantedRows(spend, only) : [];

  const whole = useQuery({
    ...spendQuery({ ...days, groupBy: isFew ? `${grain},${group}` : grain }),
    enabled: spend !== undefined,
  });
  const parts = useQueries({
    queries: wanted.map(({ value }) => spendQuery({ ...days, groupBy: grain, [group]: value ?? "" })),
    combine: together,
  });

  const stack = useMemo(() => {
    if (!spend || !whole.data || !parts.data) return undefined;
    const shape = { bucket: grain, buckets, currency: spend.currency };
    const table = isFew
      ? tabulate(whole.data.items, { ...shape, key: (item) => keyOf(item, spend.dimension) })
      : tableOfTops(wantedRows(spend, only), whole.data, parts.data, shape);
    const rows = isFew ? inStackOrder(foldRows(spend.rows, TOP), spend.dimension) : topRows(spend);
    const series = seriesOf(rows, table, spend.dimension);
    return { spend, grain, buckets, rows, series, alone: aloneOf(only, { spend, rows, series, table }) } satisfies Stack;
  }, [spend, only, whole.data, parts.data, grain, buckets, isFew]);
  return { ...useKept(stack), error: whole.error ?? parts.error, retry: () => void whole.refetch() };
}

function together(results: UseQueryResult<Spend>[]) {
  const read = results.flatMap(({ data }) => (data ? [data] : []));
  return { data: read.length === results.length ? read : undefined, error: results.find(({ error }) => error)?.error ?? null };
}

function idsOf(spend: SpendBy | undefined, grain: Grain): string[] {
  if (!spend) return [];
  const days = daysBetween(spend.days.from, spend.days.to);
  return grain === "day" ? days : [...new Set(days.map((day) => day.slice(0, 7)))];
}

/** One of the rows of the stack, or a value within its rest. */
function aloneOf(
  only: string | undefined,
  { spend, rows, series, table }: Pick<Stack, "spend" | "rows" | "series"> & { table: Table },
): Stack["alone"] {
  const at = rows.findIndex(({ key }) => key === only);
  const inStack = { row: rows[at], series: series[at] };
  if (inStack.row && inStack.series) return { row: inStack.row, series: inStack.series };
  const row = spend.rows.find(({ key }) => key === only);
  const [own] = row && table.has(row.key) ? seriesOf([row], table, spend.dimension) : [];
  return row && own ? { row, series: own } : null;
}

const topsOf = (rows: readonly Row[]): Row[] => rows.filter(({ kind }) => kind === "value").slice(0, TOP);

/** The dearest values, and the one that is looked at. */
function wantedRows({ rows }: SpendBy, only: string | undefined): Row[] {
  const tops = topsOf(rows);
  return [...tops, ...rows.filter((row) => row.key === only && row.kind === "value" && !tops.includes(row))];
}

/** The dearest values, and everything else in one row. */
function topRows({ rows, total }: SpendBy): Row[] {
  const tops = topsOf(rows);
  const whole = { amount: total.amount, unpriced: total.unpricedEvents };
  const [rest] = remainder([whole], tops.map((row) => [row]));
  return rest ? [...tops, { key: REST, kind: "rest", value: null, label: "everything else", count: rows.length, ...rest }] : tops;
}

function tableOfTops(
  wanted: readonly Row[],
  whole: Spend,
  parts: readonly Spend[],
  shape: { bucket: string; buckets: readonly string[]; currency: string },
): Table {
  const only = (spend: Spend) => tabulate(spend.items, { ...shape, key: () => REST }).get(REST) ?? [];
  const table: Table = new Map(wanted.map(({ key }, at) => [key, parts[at] ? only(parts[at]) : []]));
  table.set(REST, remainder(only(whole), [...table.values()].slice(0, TOP)));
  return table;
}
