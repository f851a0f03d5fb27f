import type { SqlResult } from "../../api/types";
import { isNumeric } from "./cellText";
import { isMoneyColumn } from "./unit";

/** How a result can be drawn: what stands along it, and which columns have a length. */
export interface Drawable {
  along: "text" | "time";
  /** The column of the text or the time. */
  label: number;
  /** Columns of numbers, amounts first. */
  values: number[];
}

const IS_TIME = /^(DATE|TIMESTAMP)/i;
const IS_TEXT = /^(VARCHAR|BOOLEAN|ENUM)/i;

/** None unless every column is a number but one, and that one is a text, or a time that no two rows share. */
export function drawable({ columns, rows }: SqlResult): Drawable | null {
  if (rows.length === 0) return null;
  const numbers = columns.flatMap(({ type }, at) => (isNumeric(type) ? [at] : []));
  const others = columns.flatMap(({ type }, at) => (isNumeric(type) ? [] : [at]));
  const [label, ...more] = others;
  const type = label === undefined ? undefined : columns[label]?.type;
  if (label === undefined || type === undefined || more.length > 0 || numbers.length === 0) return null;
  const isAmount = (at: number) => columns[at] !== undefined && isMoneyColumn(columns[at]);
  const values = numbers.toSorted((a, b) => Number(isAmount(b)) - Number(isAmount(a)));
  if (IS_TEXT.test(type)) return { along: "text", label, values };
  const times = new Set(rows.map((row) => row[label]));
  return IS_TIME.test(type) && times.size === rows.length && !times.has(null) ? { along: "time", label, values } : null;
}

/** A value as an exact decimal; null when it is NULL or no number, such as infinity. */
export function decimalOf(value: unknown): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : null;
  return typeof value === "string" && /^[+-]?\d/.test(value) ? value : null;
}
