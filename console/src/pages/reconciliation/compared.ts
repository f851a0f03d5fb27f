import type { Decimal, DriftParts, Integer, Reconciled } from "../../api/types";
import { compare, parseDecimal, plain, ratio, subtract, sumKnown } from "../../format/decimal";
import { sum } from "../../format/number";
import { groupBy } from "./groupBy";
import type { MatrixRow } from "./matrixRows";
import { sumParts } from "./parts";

/** Days of which both sides are known, together. */
export interface Compared {
  billed: Decimal;
  metered: Decimal;
  drift: Decimal;
  parts: DriftParts;
  /** Events of these days that have no price: the metered side is a lower bound. */
  unpriced: Integer;
  days: readonly string[];
}

/** A final bill, and a metered cost of the same days. */
export const isComparable = ({ open, billed, drift }: Reconciled): boolean => !open && billed !== null && drift !== null;

export const itemsOf = ({ days }: Pick<MatrixRow, "days">): Reconciled[] => [...new Set(days.values())];

/** The sum of some rows of one currency; none when there is nothing to compare. */
export function comparedOf(items: readonly Reconciled[]): Compared | null {
  const both = items.filter(isComparable);
  if (both.length === 0) return null;
  const [billed, metered] = [sumKnown(both.map((item) => item.billed)), sumKnown(both.map((item) => item.metered))];
  return {
    billed: billed ?? "0",
    metered: metered ?? "0",
    drift: sumKnown(both.map(({ drift }) => drift)) ?? "0",
    parts: sumParts(both.map(({ parts }) => parts)),
    unpriced: sum("0", ...both.map(({ unpricedEvents }) => unpricedEvents)) ?? "0",
    days: both.map(({ day }) => day).toSorted(),
  };
}

/** The month in one currency. */
export interface MonthSum {
  currency: string;
  /** Of all providers and all whole days; none when the cost of nothing is known. */
  metered: Decimal | null;
  unpriced: Integer;
  providers: number;
  compared: Compared | null;
}

export function monthSums(rows: readonly MatrixRow[]): MonthSum[] {
  const counting = rows.filter(({ kind }) => kind !== "gateway");
  return [...groupBy(counting, ({ currency }) => currency)].map(([currency, all]) => ({
    currency,
    metered: sumKnown(all.map(({ metered }) => metered)),
    unpriced: sum("0", ...all.map(({ unpriced }) => unpriced)) ?? "0",
    providers: all.filter(({ provider, metered }) => provider !== null && metered !== null).length,
    compared: comparedOf(all.flatMap(itemsOf)),
  }));
}

/** `86.0%`, of what was metered; never 100.0% when something is left. */
export function billedShare({ metered, compared }: MonthSum): string | null {
  const whole = metered === null ? null : parseDecimal(metered);
  const part = parseDecimal(compared?.metered ?? "0");
  const thousandths = whole && part && ratio(part, whole, 3);
  if (!whole || !part || !thousandths) return null;
  const isWhole = compare(part, whole) >= 0;
  return plain({ units: !isWhole && thousandths.units >= 1000n ? 999n : thousandths.units, scale: 1 });
}

/** A lower bound on one side makes the difference an upper one. */
export const bound = (unpriced: Integer, sign: "≥" | "≤"): string => (unpriced === "0" ? "" : `${sign} `);

export const without = (whole: Decimal, part: Decimal): Decimal => {
  const [left, right] = [parseDecimal(whole), parseDecimal(part)];
  return left && right ? plain(subtract(left, right)) : whole;
};
