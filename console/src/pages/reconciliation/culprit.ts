import { compare, magnitude, parseDecimal, ratio } from "../../format/decimal";
import { causeOf } from "./cause";
import { driftState } from "./cells";
import { comparedOf, isComparable, itemsOf, type MonthSum } from "./compared";
import type { MatrixRow } from "./matrixRows";

/** The provider that most of a month's difference comes from. */
export interface Culprit {
  label: string;
  isNearlyAll: boolean;
  since: string | null;
}

/** Over 60% of the difference, else nobody is named; nor is anybody where bill and meter agree. */
export function culpritOf({ compared, currency }: MonthSum, rows: readonly MatrixRow[]): Culprit | null {
  const whole = compared && parseDecimal(compared.drift);
  if (!whole || driftState(compared.drift, compared.metered) === "agrees") return null;
  const of = rows
    .filter((row) => row.kind === "compared" && row.currency === currency)
    .flatMap((row) => {
      const sum = comparedOf(itemsOf(row));
      const part = sum && parseDecimal(sum.drift);
      return part ? [{ row, sum, part }] : [];
    })
    .toSorted((a, b) => compare(magnitude(b.part), magnitude(a.part)))[0];
  const percent = of && ratio(of.part, whole, 2);
  if (!of || !percent || percent.units <= 60n || percent.units >= 140n) return null;
  const cause = causeOf(of.sum, itemsOf(of.row).filter(isComparable), "9999");
  return { label: of.row.label, isNearlyAll: percent.units >= 90n && percent.units <= 110n, since: cause?.isFirst ? null : (cause?.since ?? null) };
}
