import type { Decimal, Integer, Reconciled } from "../../api/types";
import { compare, magnitude, type Parsed, parseDecimal, plain, subtract } from "../../format/decimal";

type Meter = Reconciled["meters"][number];

/** Tokens that one side has more of. */
interface Side {
  meter: string;
  tokens: Integer;
  amount: Decimal;
}

const NOTHING: Parsed = { units: 0n, scale: 0 };
const value = (text: string | null): Parsed => (text === null ? null : parseDecimal(text)) ?? NOTHING;

/** The pair of meters that the same tokens stand under, one on each side; none where more than two differ. */
export function splitOf(meters: readonly Meter[]): { counted: Side; metered: Side } | null {
  const differing = meters.filter(({ cacheSplit }) => value(cacheSplit).units !== 0n);
  const [counted, metered] = [1, -1].map((sign) => differing.find(({ cacheSplit }) => value(cacheSplit).units > 0n === sign > 0));
  if (differing.length !== 2 || !counted || !metered) return null;
  const sides = { counted: sideOf(counted), metered: sideOf(metered) };
  return compare(value(sides.counted.tokens), value(sides.metered.tokens)) === 0 ? sides : null;
}

const sideOf = ({ meter, counted, metered, cacheSplit }: Meter): Side => ({
  meter,
  tokens: plain(magnitude(subtract(value(counted), value(metered)))),
  amount: cacheSplit,
});
