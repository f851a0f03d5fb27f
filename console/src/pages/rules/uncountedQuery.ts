import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Schemas, SqlResult } from "../../api/types";
import { measureOf } from "../../measure/measure";
import type { Past } from "./backtest";
import type { Draft } from "./drafts";

/** How many events a rule that measures money could not count, for they have no price; none where that cannot be asked. */
export function uncountedSql({ builtin, settings }: Pick<Draft, "builtin" | "settings">, { from, to }: Past): string | null {
  // Of all groups together.
  const measure = measureOf({ builtin, settings: { ...settings, groupBy: undefined, group_by: undefined } });
  const conditions = measure?.unit.name === "money" ? measure.conditions("all") : null;
  return (
    conditions &&
    `SELECT count(*)
FROM   events
WHERE  ${[...conditions, "effective_cost IS NULL", `received_at >= TIMESTAMP '${from}'`, `received_at < TIMESTAMP '${to}'`].join("\nAND    ")}`
  );
}

export const uncountedQuery = (sql: string | null) =>
  queryOptions({
    queryKey: ["uncounted", sql],
    queryFn: ({ signal }) =>
      request<SqlResult>("POST", "/api/v1/sql", { signal, body: { sql: sql ?? "" } satisfies Schemas["SqlRequest"] }).then(({ rows }) =>
        String(rows[0]?.[0] ?? "0"),
      ),
    enabled: sql !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
