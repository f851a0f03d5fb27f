import { add, type Parsed, parseDecimal } from "./decimal";

/**
 * Shares of a whole in percent with one decimal, adding up to 100.0: what rounding down leaves goes to the largest
 * remainders. None for what is not known or below zero, and for all when there is nothing to share.
 */
export function shares(amounts: readonly (string | null)[]): (string | null)[] {
  const parts = amounts.map(positive);
  const total = parts.reduce<Parsed>((sum, part) => (part ? add(sum, part) : sum), { units: 0n, scale: 0 });
  if (total.units === 0n) return parts.map(() => null);
  const exact = parts.map((part) => (part ? part.units * 1000n * 10n ** BigInt(total.scale - part.scale) : 0n));
  const tenths = exact.map((value) => value / total.units);
  const left = 1000n - tenths.reduce((sum, value) => sum + value, 0n);
  const byRemainder = exact
    .map((value, at) => ({ at, remainder: value % total.units }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder < b.remainder ? 1 : -1));
  const raised = new Set(byRemainder.slice(0, Number(left)).map(({ at }) => at));
  return parts.map((part, at) => part && text((tenths[at] ?? 0n) + (raised.has(at) ? 1n : 0n)));
}

function positive(amount: string | null): Parsed | null {
  const value = amount === null ? null : parseDecimal(amount);
  return value && value.units >= 0n ? value : null;
}

const text = (tenths: bigint): string => `${tenths / 10n}.${tenths % 10n}%`;
