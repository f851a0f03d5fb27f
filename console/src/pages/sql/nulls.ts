import type { SqlResult, SqlTable } from "../../api/types";
import { isNumeric } from "./cellText";
import { isMoneyColumn } from "./unit";

export interface Nulls {
  /** How many rows have an amount that is not known. */
  rows: number;
  /** The columns where that is so. */
  columns: string[];
  /** What the one row is called, when it is one and has one text. */
  name: string | null;
}

/**
 * Amounts that are not known; none when all of them are. Columns of tables in which NULL means something else, such as that
 * nothing was billed, say so in their description.
 */
export function unknownAmounts({ columns, rows }: SqlResult, tables: readonly SqlTable[]): Nulls | null {
  const described = new Map(tables.flatMap((table) => table.columns.map(({ name, description }) => [name, description])));
  const meansUnknown = (name: string) => /NULL if .*(unknown|unpriced|known)/.test(described.get(name) ?? "NULL if unknown");
  const amounts = columns.flatMap((column, at) => (isMoneyColumn(column) && meansUnknown(column.name) ? [at] : []));
  const unknown = rows.filter((row) => amounts.some((at) => row[at] === null));
  const [only, ...more] = unknown;
  if (!only) return null;
  const texts = columns.flatMap(({ type }, at) => (isNumeric(type) ? [] : [at]));
  const name = more.length === 0 && texts.length === 1 ? only[texts[0] ?? 0] : null;
  return {
    rows: unknown.length,
    columns: amounts.filter((at) => unknown.some((row) => row[at] === null)).map((at) => columns[at]?.name ?? ""),
    name: typeof name === "string" ? name : null,
  };
}
