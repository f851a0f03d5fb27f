import type { DriftParts } from "../../api/types";
import { add, compare, isZero, magnitude, type Parsed, parseDecimal, plain, subtract, sumKnown } from "../../format/decimal";

export type Part = keyof DriftParts;

export interface NamedPart {
  part: Part;
  label: string;
  meaning: string;
  amount: string;
}

const PARTS: Omit<NamedPart, "amount">[] = [
  { part: "callsNotMetered", label: "Calls not metered", meaning: "The provider counted calls that no sender reported" },
  { part: "cacheSplit", label: "Cache split", meaning: "Input that is cached on one side and not on the other, or metered twice" },
  { part: "lateData", label: "Late data", meaning: "Metered, and not yet counted when the provider's figures were read" },
  { part: "meteredPrice", label: "Metered price", meaning: "Metered at another price than the price book's" },
  { part: "listPrice", label: "List price", meaning: "Billed at another price than the price book's" },
  { part: "tier", label: "Tier", meaning: "Billed in another tier: batch, priority, long context" },
  { part: "billedCacheSplit", label: "Billed cache split", meaning: "The bill splits cached input otherwise than the provider's usage" },
  { part: "discountCreditTax", label: "Discount, credit, tax", meaning: "Lines of the bill that are no usage" },
  { part: "rounding", label: "Rounding", meaning: "The bill has fewer decimals" },
  { part: "unexplained", label: "Unexplained", meaning: "What is left" },
];

/** What the meters of a row say already. */
export const OF_METERS: readonly Part[] = ["callsNotMetered", "cacheSplit", "lateData"];

/** The parts that make a difference, in order. */
export function partsOf(parts: DriftParts): NamedPart[] {
  return PARTS.flatMap((named) => {
    const amount = parts[named.part];
    const value = amount === null ? null : parseDecimal(amount);
    return amount !== null && value && !isZero(value) ? [{ ...named, amount }] : [];
  });
}

/** Of several rows together; null where none of them knows it. */
export function sumParts(all: readonly DriftParts[]): DriftParts {
  const entries = PARTS.map(({ part }) => [part, sumKnown(all.map((parts) => parts[part]))]);
  return Object.fromEntries(entries) as DriftParts;
}

const sizeOf = (amount: string): Parsed => magnitude(parseDecimal(amount) ?? { units: 0n, scale: 0 });

export const bySize = (a: { amount: string }, b: { amount: string }): number => compare(sizeOf(b.amount), sizeOf(a.amount));

/** The part that explains over 60% of a difference; none where no one does. */
export function mainPart(parts: DriftParts, drift: string): NamedPart | null {
  const whole = parseDecimal(drift);
  const [largest] = partsOf(withoutDetour(parts)).toSorted(bySize);
  const part = largest && parseDecimal(largest.amount);
  if (!largest || !part || !whole || isZero(whole)) return null;
  // What is left without it, or too much with it, is less than 40%.
  const rest = magnitude(subtract(whole, part));
  const isMost = compare({ ...rest, units: rest.units * 5n }, { ...magnitude(whole), units: magnitude(whole).units * 2n }) < 0;
  return isMost ? largest : null;
}

/** Where usage splits input otherwise than the meter, and the bill otherwise than the usage, bill and meter agree in that. */
function withoutDetour(parts: DriftParts): DriftParts {
  const [there, back] = [parts.cacheSplit, parts.billedCacheSplit].map((amount) => (amount === null ? null : parseDecimal(amount)));
  if (!there || !back || there.units < 0n === back.units < 0n) return parts;
  const net = plain(add(there, back));
  return compare(magnitude(there), magnitude(back)) > 0
    ? { ...parts, cacheSplit: net, billedCacheSplit: "0" }
    : { ...parts, cacheSplit: "0", billedCacheSplit: net };
}
