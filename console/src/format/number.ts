import { exactPlaces, fixed, isZero, parseDecimal } from "./decimal";

type Numeric = number | string | bigint;

/** `18,204,117`; a fraction is kept exactly. */
export function formatCount(value: Numeric): string {
  const parsed = parseDecimal(String(value));
  return parsed ? fixed(parsed, exactPlaces(parsed, 0)) : String(value);
}

const STEPS: [string, number][] = [
  ["B", 9],
  ["M", 6],
  ["k", 3],
];

/** For prose and narrow places: `57.4 M`. */
export function formatShort(value: Numeric): string {
  const parsed = parseDecimal(String(value));
  if (!parsed) return String(value);
  const size = (parsed.units < 0n ? -parsed.units : parsed.units).toString().length - parsed.scale;
  for (const [unit, zeros] of STEPS) {
    if (size > zeros) return `${fixed({ units: parsed.units, scale: parsed.scale + zeros }, 1)} ${unit}`;
  }
  return fixed(parsed, 0);
}

/** Whole percent of a part, or none when there is no whole. */
export function percent(part: Numeric | null, whole: Numeric | null): string | null {
  if (part === null || whole === null) return null;
  const left = parseDecimal(String(part));
  const right = parseDecimal(String(whole));
  if (!left || !right || isZero(right)) return null;
  const scale = Math.max(left.scale, right.scale);
  const numerator = left.units * 10n ** BigInt(scale - left.scale) * 200n;
  const denominator = right.units * 10n ** BigInt(scale - right.scale);
  return `${(numerator + denominator) / (denominator * 2n)}%`;
}

/** Exact sum of whole numbers, unknown parts left out; none when every part is unknown. */
export function sum(...parts: (Numeric | null | undefined)[]): string | null {
  const known = parts.filter((part): part is Numeric => part !== null && part !== undefined);
  if (known.length === 0) return null;
  return known.reduce<bigint>((total, part) => total + (parseDecimal(String(part))?.units ?? 0n), 0n).toString();
}

/** `0`, `3.1`, `31`, `1,204`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return "0";
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}

/** `1 event`, `1,204 events`. */
export function counted(value: Numeric, one: string, many = `${one}s`): string {
  // As it is written: `1.000000000` is one, too.
  const text = formatCount(value);
  return `${text} ${text === "1" ? one : many}`;
}

/** `msg_01Vt7…xHfN4e`: both ends stay, for an id is told apart by them. */
export function shortenId(id: string, longest = 20): string {
  if (id.length <= longest) return id;
  const head = Math.ceil((longest - 1) / 2);
  return `${id.slice(0, head)}…${id.slice(id.length - (longest - 1 - head))}`;
}
