import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Schemas, SqlResult } from "../../api/types";

// What the warehouse says of itself, asked with the same SQL that everybody may ask.

const MINUTES = 60_000;

const ask = (sql: string, signal: AbortSignal) =>
  request<SqlResult>("POST", "/api/v1/sql", { body: { sql } satisfies Schemas["SqlRequest"], signal }).then(({ rows }) => rows);

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

/** How many rows each table has; views are not counted, and `events` the server counts anyway, see its status. */
export const tableSizesQuery = queryOptions({
  queryKey: ["sql-table-sizes"],
  queryFn: async ({ signal }) => {
    const tables = await ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'", signal);
    const counts = tables.map(([name]) => `SELECT '${text(name)}', count(*) FROM "${text(name)}"`);
    if (counts.length === 0) return new Map<string, string>();
    const rows = await ask(counts.join("\nUNION ALL "), signal);
    return new Map(rows.map(([name, count]) => [text(name), text(count)]));
  },
  staleTime: MINUTES,
});

/** The currency that all amounts are in; none where there are several, or nothing yet. */
export const currencyQuery = queryOptions({
  queryKey: ["sql-currency"],
  queryFn: async ({ signal }) => {
    const sql = `SELECT currency FROM spend_hourly GROUP BY ALL
UNION SELECT currency FROM costs GROUP BY ALL
UNION SELECT estimate_currency FROM usage GROUP BY ALL`;
    const [first, second] = (await ask(sql, signal)).map(([currency]) => text(currency)).filter(Boolean);
    return first !== undefined && second === undefined ? first : null;
  },
  staleTime: 5 * MINUTES,
});

export interface SqlFunction {
  name: string;
  kind: string;
  parameters: string;
  description: string;
}

/** The functions of DuckDB that have a description; what has none is mostly of no use here. */
export const functionsQuery = queryOptions({
  queryKey: ["sql-functions"],
  queryFn: async ({ signal }) => {
    const sql = `SELECT function_name, any_value(function_type),
       arg_max(array_to_string(parameters, ', '), len(parameters)), any_value(description)
FROM   duckdb_functions()
WHERE  function_type IN ('scalar', 'aggregate', 'macro') AND description IS NOT NULL
  AND  regexp_full_match(function_name, '[a-z][a-z0-9_]*')
GROUP BY function_name ORDER BY function_name`;
    const rows = await ask(sql, signal);
    return rows.map(
      ([name, kind, parameters, description]): SqlFunction => ({
        name: text(name),
        kind: text(kind),
        parameters: text(parameters),
        description: text(description).trim(),
      }),
    );
  },
  staleTime: Infinity,
});
