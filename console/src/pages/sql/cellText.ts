import { formatCount } from "../../format/number";

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U?INTEGER|DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL|INT\d*|UINT\d*)\b/i;

export const isNumeric = (type: string) => NUMBER.test(type);

/** A value as it stands in the result; null is not a text and is drawn by the table. */
export function cellText(value: unknown, type: string): string {
  if (typeof value === "object") return JSON.stringify(value);
  if (/^TIMESTAMP/i.test(type)) return momentText(String(value));
  if (!isNumeric(type)) return String(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : formatCount(String(value));
}

/** `2026-11-23 14:31:58.417`: as much of it as there is; the head of the column says UTC. */
const momentText = (iso: string): string => iso.replace(/(\.\d*?)0+Z$/, "$1Z").replace(/\.?Z$/, "").replace("T", " ");

const SAMPLE = 200;
const CHARACTER = 8;
const PADDING = 26;

/** Widths in pixels from the first rows, so that nothing moves while the rest is scrolled through. */
export function columnWidths(columns: { name: string; type: string }[], rows: unknown[][]): number[] {
  return columns.map(({ name, type }, at) => {
    const head = Math.max(name.length, type.length * 0.9);
    const longest = rows.slice(0, SAMPLE).reduce((most, row) => {
      const value = row[at];
      return Math.max(most, value === null || value === undefined ? 6 : cellText(value, type).length);
    }, head);
    return Math.min(Math.round(longest * CHARACTER + PADDING), 420);
  });
}
