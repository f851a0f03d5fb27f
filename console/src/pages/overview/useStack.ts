import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { spendQuery } from "../../api/overviewQueries";
import { daysBetween } from "../../ui/chart/dayBuckets";
import type { Series } from "../../ui/chart/types";
import { needsEvents } from "./dimensions";
import { type Grain, grainOf } from "./grain";
import { foldRows, inStackOrder, keyOf, type Row } from "./rows";
import { seriesOf, tabulate } from "./stack";
import { useKept } from "./useKept";
import { asked, type SpendBy } from "./useSpendBy";

/** The spend of each bucket, in parts. */
export interface Stack {
  spend: SpendBy;
  grain: Grain;
  rows: Row[];
  series: Series[];
  /** The row that is looked at alone. */
  alone: { row: Row; series: Series } | null;
}

/** Further values are one series. */
export const TOP = 6;

/** Of many values the dearest have a series of their own, the others one together. */
export function useStack(spend: SpendBy | undefined, only: string | undefined) {
  const grain = grainOf(spend?.days ?? { from: "", to: "" });
  const days = asked(spend?.days ?? { from: "", to: "2000-01-01" });
  const group = spend?.dimension.group ?? "provider";
  const rows = useMemo(() => (spend ? inStackOrder(foldRows(spend.rows, TOP), spend.dimension) : []), [spend]);
  const named = rows.filter(({ kind }) => kind === "value").length;
  const whole = useQuery({
    ...spendQuery({ ...days, groupBy: `${grain},${group}`, ...(spend && needsEvents(spend.dimension) && { top: String(Math.max(named, 1)) }) }),
    enabled: spend !== undefined,
  });

  // A value within the rest has no series in the answer; it is asked for by itself.
  const chosen = spend?.rows.find(({ key, kind }) => key === only && kind === "value") ?? null;
  const inside = chosen && !rows.some(({ key }) => key === chosen.key) ? chosen : null;
  const apart = useQuery({ ...spendQuery({ ...days, groupBy: grain, [group]: inside?.value ?? "" }), enabled: inside !== null });

  const stack = useMemo(() => {
    if (!spend || !whole.data || (inside && !apart.data)) return undefined;
    const shape = { bucket: grain, buckets: idsOf(spend, grain), currency: spend.currency };
    const series = seriesOf(rows, tabulate(whole.data.items, { ...shape, key: (item) => keyOf(item, spend.dimension) }), spend.dimension);
    if (inside && apart.data) {
      const [own] = seriesOf([inside], tabulate(apart.data.items, { ...shape, key: () => inside.key }), spend.dimension);
      return { spend, grain, rows, series, alone: own ? { row: inside, series: own } : null } satisfies Stack;
    }
    const at = rows.findIndex(({ key }) => key === only);
    const [row, own] = [rows[at], series[at]];
    return { spend, grain, rows, series, alone: row && own ? { row, series: own } : null } satisfies Stack;
  }, [spend, only, inside, rows, whole.data, apart.data, grain]);
  return { ...useKept(stack), error: whole.error ?? apart.error, retry: () => void Promise.all([whole.refetch(), inside && apart.refetch()]) };
}

function idsOf({ days }: SpendBy, grain: Grain): string[] {
  const all = daysBetween(days.from, days.to);
  return grain === "day" ? all : [...new Set(all.map((day) => day.slice(0, 7)))];
}
