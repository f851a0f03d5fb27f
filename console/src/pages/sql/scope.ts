import type { SqlTable } from "../../api/types";

const NAMED = /\b(?:from|join)\s+"?([a-z_][a-z0-9_]*)"?/gi;
const NOT_CODE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g;

/** The tables that a query names; `events` when it names none yet, for most queries read that. */
export function tablesInScope(sql: string, tables: readonly SqlTable[]): SqlTable[] {
  const named = new Set([...sql.replace(NOT_CODE, " ").matchAll(NAMED)].map(([, name = ""]) => name.toLowerCase()));
  const found = tables.filter(({ name }) => named.has(name));
  return found.length > 0 ? found : tables.filter(({ name }) => name === "events");
}
