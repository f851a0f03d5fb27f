import { compare, fixed, magnitude, type Parsed, parseDecimal, plain, ratio, subtract } from "./decimal";
import { formatMoney } from "./money";

export interface Change {
  /** `+$2,380.08`, `−$821.11`, `$0.00` */
  amount: string;
  /** `+12.2%`; `new` where there was next to nothing before. */
  percent: string;
}

/** Below this a percentage says nothing. */
const LEAST_BASE: Parsed = { units: 1n, scale: 0 };

/** How an amount differs from the one before; none when either is unknown. */
export function formatChange(then: string | null, now: string | null, currency: string): Change | null {
  const before = then === null ? null : parseDecimal(then);
  const after = now === null ? null : parseDecimal(now);
  if (!before || !after) return null;
  const difference = subtract(after, before);
  return { amount: formatSigned(plain(difference), currency), percent: percentOf(difference, before) };
}

/** `+$4,037.32`, `−$821.11`; nothing has no sign. */
export function formatSigned(amount: string, currency: string): string {
  const value = parseDecimal(amount);
  return `${value && value.units > 0n ? "+" : ""}${formatMoney(amount, currency)}`;
}

/** A signed percentage as the API has it: `-8.1` is `−8.1%`, `32.0` is `+32.0%`. */
export function formatPercent(percent: string, places = 1): string {
  const value = parseDecimal(percent);
  return value ? `${value.units > 0n ? "+" : ""}${fixed(value, places)}%` : percent;
}

function percentOf(difference: Parsed, base: Parsed): string {
  if (compare(magnitude(base), LEAST_BASE) < 0) return difference.units === 0n ? "" : "new";
  const tenths = ratio(difference, base, 3);
  return tenths ? formatPercent(plain({ units: tenths.units, scale: 1 })) : "";
}
