import { compare, fixed, magnitude, type Parsed, parseDecimal } from "./decimal";
import { formatMoney } from "./money";

const STEPS: [unit: string, zeros: number][] = [
  ["B", 9],
  ["M", 6],
  ["k", 3],
];
const TEN_THOUSAND: Parsed = { units: 10_000n, scale: 0 };
const HUNDRED: Parsed = { units: 100n, scale: 0 };

/** For prose and axes, never for tables: `$48.5k`, `$2,000`, `$12.50`. */
export function formatShortMoney(amount: string, currency = "USD"): string {
  const value = parseDecimal(amount);
  if (!value) return amount;
  const size = magnitude(value);
  if (compare(size, HUNDRED) < 0) return formatMoney(amount, currency);
  const sign = `${value.units < 0n ? "−" : ""}${currency === "USD" ? "$" : `${currency} `}`;
  const step = compare(size, TEN_THOUSAND) < 0 ? undefined : STEPS.find(([, zeros]) => isAtLeast(size, zeros));
  if (!step) return `${sign}${fixed(size, 0)}`;
  const [unit, zeros] = step;
  return `${sign}${fixed({ units: size.units, scale: size.scale + zeros }, 1).replace(/\.0$/, "")}${unit}`;
}

/** Also what rounds up to it: 999,960 is `1M`. */
function isAtLeast(size: Parsed, zeros: number): boolean {
  return compare(size, { units: (10n ** BigInt(zeros) * 9995n) / 10_000n, scale: 0 }) >= 0;
}
