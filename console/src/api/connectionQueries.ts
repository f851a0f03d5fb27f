import { literal } from "../format/sqlText";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { serverMilliseconds } from "../clock";
import { request } from "./client";
import type { List, Readiness, RefusedRecord, Schemas, SqlResult, Sync, Time } from "./types";

/** Runs of a connection, the newest first. */
export const syncsQuery = (connection: string) =>
  infiniteQueryOptions({
    queryKey: ["syncs", connection],
    queryFn: ({ pageParam, signal }) =>
      request<List<Sync>>("GET", `/api/v1/connections/${encodeURIComponent(connection)}/syncs`, {
        signal,
        query: { limit: 20, cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items[0]?.status === "running" ? 1_000 : 15_000),
  });

/** The newest record of a key that was refused; null when none is kept. */
export const lastRefusedQuery = (keyId: string) =>
  queryOptions({
    queryKey: ["last-refused", keyId],
    queryFn: async ({ signal }) => {
      const { items } = await request<List<RefusedRecord>>("GET", "/api/v1/ingest-errors", { signal, query: { keyId, limit: 1 } });
      return items[0] ?? null;
    },
    refetchInterval: 5_000,
  });

/** What the events of a key in the last day say about its sender's clock. */
export interface SenderClock {
  newest: Time | null;
  /** Events whose time is more than a minute after they arrived. */
  ahead: number;
  /** How far the furthest is, in seconds. */
  secondsAhead: number;
}

export const senderClockQuery = (keyId: string) =>
  queryOptions({
    queryKey: ["sender-clock", keyId],
    queryFn: async ({ signal }): Promise<SenderClock> => {
      const dayAgo = new Date(serverMilliseconds() - 86_400_000).toISOString();
      const sql = `SELECT max(event_time),
       count(*) FILTER (WHERE event_time > received_at + INTERVAL 1 MINUTE),
       max(date_diff('second', received_at, event_time))
FROM   events
WHERE  key_id = ${literal(keyId)} AND received_at >= TIMESTAMP '${dayAgo}'`;
      const { rows } = await request<SqlResult>("POST", "/api/v1/sql", { signal, body: { sql } satisfies Schemas["SqlRequest"] });
      const [newest = null, ahead = 0, seconds = 0] = rows[0] ?? [];
      return {
        newest: newest === null ? null : String(newest),
        ahead: Number(ahead ?? 0),
        secondsAhead: Math.max(0, Number(seconds ?? 0)),
      };
    },
    staleTime: 10_000,
    refetchInterval: 15_000,
  });

export interface Answering extends Readiness {
  /** How long the answer took. */
  milliseconds: number;
  /** How far this browser's clock is ahead of the server's; below 0 if it is behind. */
  browserAheadSeconds: number | null;
}

/** Whether the server answers, whether its parts can work, and what its clock says; one that is not ready says so with 503. */
export const answeringQuery = queryOptions({
  queryKey: ["answering"],
  queryFn: async ({ signal }): Promise<Answering> => {
    const start = performance.now();
    const response = await fetch("/readyz", { signal });
    const milliseconds = performance.now() - start;
    const said = Date.parse(response.headers.get("date") ?? "");
    const { parts } = (await response.json()) as Readiness;
    return { parts, milliseconds, browserAheadSeconds: Number.isNaN(said) ? null : Math.round((Date.now() - said) / 1000) };
  },
  refetchInterval: 5_000,
  retry: false,
});
