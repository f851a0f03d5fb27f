import { compare, parseDecimal, sumKnown } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { sum } from "../../format/number";
import type { Bucket, Series } from "../../ui/chart/types";
import { type Days, daysText } from "../../ui/range";
import type { Cell } from "./rows";

/** What the bars say, for who does not see them. */
export function messageOf(
  series: readonly Series[],
  totals: readonly Cell[],
  buckets: readonly Bucket[],
  days: Days,
  today: string,
  currency: string,
): string {
  const whose = series.length === 1 ? ` of ${series[0]?.label ?? ""}` : "";
  const all = sumKnown(totals.map(({ amount }) => amount));
  const begin = `Spend${whose}, ${daysText(days, today)}`;
  if (all === null) return `${begin}: nothing that has a price`;
  const unpriced = sum("0", ...totals.map(({ unpriced: events }) => events)) ?? "0";
  const top = highest(totals);
  const where = top === null ? "" : `, highest on ${buckets[top]?.title ?? ""}: ${formatMoney(totals[top]?.amount ?? "0", currency)}`;
  return `${begin}: ${unpriced === "0" ? "" : "at least "}${formatMoney(all, currency)}${where}`;
}

function highest(totals: readonly Cell[]): number | null {
  let best: number | null = null;
  totals.forEach(({ amount }, at) => {
    const value = amount === null ? null : parseDecimal(amount);
    const other = best === null ? null : parseDecimal(totals[best]?.amount ?? "0");
    if (value && (!other || compare(value, other) > 0)) best = at;
  });
  return best;
}
