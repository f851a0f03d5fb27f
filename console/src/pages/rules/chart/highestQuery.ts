import { queryOptions } from "@tanstack/react-query";
import { request } from "../../../api/client";
import type { Schemas, SqlResult } from "../../../api/types";
import type { Highest } from "./days";

/** The highest value of each day, by day; of what has groups also whose it was. */
export const highestQuery = (sql: string) =>
  queryOptions({
    queryKey: ["highest-by-day", sql],
    queryFn: async ({ signal }): Promise<Map<string, Highest>> => {
      const { rows } = await request<SqlResult>("POST", "/api/v1/sql", { signal, body: { sql } satisfies Schemas["SqlRequest"] });
      const known = rows.filter(([, value]) => value !== null);
      return new Map(
        known.map(([day, value, ...group]) => [
          String(day),
          { value: String(value), group: group.length === 0 ? null : group.map((one) => (one === null ? "(none)" : String(one))).join(", ") },
        ]),
      );
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
