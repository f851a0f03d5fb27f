import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "./client";
import type { List } from "./types";

/** One trace in a list: the sums of its events. */
export interface TraceSummary {
  traceId: string;
  traceType: string | null;
  traceName: string | null;
  agent: string | null;
  beganAt: string;
  endedAt: string;
  spans: string;
  unpriced: string;
  errors: string;
  tokens: string | null;
  currency: string;
  cost: string | null;
}

/** One event of a trace. */
export interface Span {
  eventId: string;
  transactionId: string | null;
  /** The transaction id of the step that it is part of, which may not be among the spans. */
  parentId: string | null;
  name: string;
  kind: string;
  provider: string | null;
  model: string | null;
  agent: string | null;
  taskType: string | null;
  beganAt: string;
  endedAt: string | null;
  durationMs: number | null;
  inputTokens: string | null;
  cacheReadTokens: string | null;
  outputTokens: string | null;
  cost: string | null;
  currency: string;
  unpricedReason: string | null;
  errorCode: string | null;
  findings: number;
}

export interface Trace {
  traceId: string;
  traceType: string | null;
  traceName: string | null;
  beganAt: string;
  endedAt: string;
  currency: string;
  cost: string | null;
  unpriced: string;
  /** It has more spans than an answer holds. */
  truncated: boolean;
  spans: Span[];
}

/** How many traces cost how much; the last bucket has no end. */
export interface CostBucket {
  from: string;
  to: string;
  traces: string;
}

/** What traces of one type cost. */
export interface TraceDistribution {
  traceType: string | null;
  currency: string;
  traces: string;
  unpriced: string;
  p50: string | null;
  p95: string | null;
  p99: string | null;
  least: string | null;
  most: string | null;
  buckets: CostBucket[];
}

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
