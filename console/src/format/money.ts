import { compare, exactPlaces, fixed, isZero, magnitude, type Parsed, parseDecimal, subtract } from "./decimal";

/**
 * Where an amount stands:
 * `total` has two decimals from one cent up, four below; `event` four; `explained` six; `price` all that it has.
 */
export type MoneyForm = "total" | "event" | "explained" | "price";

const CENT: Parsed = { units: 1n, scale: 2 };

function places(value: Parsed, form: MoneyForm): number {
  if (form === "event") return 4;
  if (form === "explained") return 6;
  if (form === "price") return exactPlaces(value, 2);
  return isZero(value) || compare(magnitude(value), CENT) >= 0 ? 2 : 4;
}

/** `$1,234.56`, `−$821.11`, `EUR 12.40`. An amount too small for its form is `<$0.0001`, never zero. */
export function formatMoney(amount: string, currency = "USD", form: MoneyForm = "total"): string {
  const value = parseDecimal(amount);
  if (!value) return amount;
  const digits = places(value, form);
  const sign = currency === "USD" ? "$" : `${currency} `;
  const smallest: Parsed = { units: 1n, scale: digits };
  const text = fixed(magnitude(value), digits);
  const minus = value.units < 0n ? "−" : "";
  if (!isZero(value) && /^[0.,]*$/.test(text)) return `${minus}<${sign}${fixed(smallest, digits)}`;
  return `${minus}${sign}${text}`;
}

/** A sum of which some parts have no price is a lower bound. */
export function formatTotal(amount: string, unpriced: string, currency = "USD"): string {
  return `${unpriced === "0" ? "" : "≥ "}${formatMoney(amount, currency, "total")}`;
}

/** How far `reported` is from `computed`, or none when they agree or one is unknown. */
export function reportedGap(
  reported: string | null,
  computed: string | null,
): { amount: string; direction: "more" | "less" } | null {
  const left = reported === null ? null : parseDecimal(reported);
  const right = computed === null ? null : parseDecimal(computed);
  if (!left || !right) return null;
  const gap = subtract(left, right);
  if (isZero(gap)) return null;
  const { units, scale } = magnitude(gap);
  const digits = units.toString().padStart(scale + 1, "0");
  const amount = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return { amount, direction: gap.units < 0n ? "less" : "more" };
}
