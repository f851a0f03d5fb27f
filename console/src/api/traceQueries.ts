import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "./client";
import type { List, Schemas } from "./types";

export type TraceSummary = Schemas["TraceSummary"];
export type Trace = Schemas["Trace"];
/** One event of a trace. */
export type Span = Schemas["Span"];
export type TraceDistribution = Schemas["TraceDistribution"];

/** What a list of traces is narrowed to; times are RFC 3339. */
export interface TraceFilter {
  from?: string | undefined;
  to?: string | undefined;
  traceType?: string | undefined;
  agent?: string | undefined;
  q?: string | undefined;
  order?: "newest" | "dearest" | undefined;
}

const PAGE = 100;

/** `shown` tells lists apart whose moments move with the clock, such as those of the last hour. */
export const tracesQuery = (shown: readonly unknown[], filter: () => TraceFilter) =>
  infiniteQueryOptions({
    queryKey: ["traces", ...shown],
    queryFn: ({ pageParam, signal }) =>
      request<List<TraceSummary>>("GET", "/api/v1/traces", {
        signal,
        query: { ...filter(), limit: PAGE, cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["trace", traceId],
    queryFn: ({ signal }) => request<Trace>("GET", `/api/v1/traces/${encodeURIComponent(traceId)}`, { signal }),
  });

export const distributionQuery = (query: { traceType: string; from: string; to: string }) =>
  queryOptions({
    queryKey: ["trace-distribution", query],
    queryFn: ({ signal }) => request<TraceDistribution>("GET", "/api/v1/traces/distribution", { signal, query }),
    staleTime: 60_000,
  });
