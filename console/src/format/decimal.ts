// Exact decimals as text. Nothing here goes through a float: "0.1" stays one tenth.

export interface Parsed {
  /** The value is `units / 10^scale`. */
  units: bigint;
  scale: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** None when the text is not a decimal. */
export function parseDecimal(text: string): Parsed | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const units = BigInt(sign === "-" ? `-${whole}${fraction}` : `${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * power(-scale), scale: 0 };
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Units of `10^-places`, rounded half-up in magnitude. Only for display. */
function unitsAt({ units, scale }: Parsed, places: number): bigint {
  if (scale <= places) return units * power(places - scale);
  const divisor = power(scale - places);
  const size = units < 0n ? -units : units;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return units < 0n ? -rounded : rounded;
}

/** A plain decimal of exactly `places` digits after the point, rounded half-up, with thousands grouped by commas. */
export function fixed(value: Parsed, places: number): string {
  const units = unitsAt(value, places);
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const whole = group(digits.slice(0, digits.length - places));
  const fraction = places === 0 ? "" : `.${digits.slice(digits.length - places)}`;
  return `${units < 0n ? "−" : ""}${whole}${fraction}`;
}

/** Places that are needed to write the value exactly, at least `least`. */
export function exactPlaces(value: Parsed, least: number): number {
  let { units, scale } = value;
  while (scale > least && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return Math.max(scale, least);
}

export function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

export function isZero(value: Parsed): boolean {
  return value.units === 0n;
}

/** Negative, zero or positive, as `left - right`. */
export function compare(left: Parsed, right: Parsed): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = unitsAt(left, scale) - unitsAt(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function subtract(left: Parsed, right: Parsed): Parsed {
  const scale = Math.max(left.scale, right.scale);
  return { units: unitsAt(left, scale) - unitsAt(right, scale), scale };
}

export function add(left: Parsed, right: Parsed): Parsed {
  const scale = Math.max(left.scale, right.scale);
  return { units: unitsAt(left, scale) + unitsAt(right, scale), scale };
}

/** The value as a plain decimal, every digit kept: `-0.050`. */
export function plain({ units, scale }: Parsed): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const fraction = scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`;
  return `${units < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${fraction}`;
}

/** The exact sum of what is known; none when nothing is. A text that is no decimal is not known. */
export function sumKnown(amounts: readonly (string | null)[]): string | null {
  const known = amounts.map((amount) => (amount === null ? null : parseDecimal(amount))).filter((value) => value !== null);
  return known.length === 0 ? null : plain(known.reduce(add));
}

/** `part / whole` in units of `10^-places`, rounded half-up in magnitude; none when there is no whole. */
export function ratio(part: Parsed, whole: Parsed, places: number): Parsed | null {
  if (whole.units === 0n) return null;
  const scale = Math.max(part.scale, whole.scale);
  const numerator = magnitude({ units: unitsAt(part, scale), scale: 0 }).units * power(places);
  const denominator = magnitude({ units: unitsAt(whole, scale), scale: 0 }).units;
  const size = (numerator * 2n + denominator) / (denominator * 2n);
  return { units: part.units < 0n === whole.units < 0n ? size : -size, scale: places };
}

export function magnitude({ units, scale }: Parsed): Parsed {
  return { units: units < 0n ? -units : units, scale };
}
