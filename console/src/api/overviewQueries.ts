import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, request } from "./client";
import type {
  EventDetail,
  EventPage,
  List,
  Readiness,
  RefusedRecord,
  Schemas,
  SpendChange,
  SpendGroup,
  SpendReport,
  Time,
  UnpricedList,
} from "./types";

export type { SpendChange, SpendGroup } from "./types";
export type SpendSum = Schemas["SpendSum"];

/** A report of which every page was read. */
export interface Spend {
  items: SpendGroup[];
  totals: SpendSum[];
  /** There are more items than are read at most. */
  more: boolean;
}

export type SpendNow = Schemas["SpendNow"];
export type Forecast = Schemas["SpendForecast"];
export type Cause = Schemas["SpendCause"];

/** Days as the API takes them: `to` is not included. */
export interface SpendQuery {
  from: string;
  to: string;
  groupBy: string;
  /** Of a last group that only calls say: so many values, the others together. */
  top?: string;
  [filter: string]: string | undefined;
}

const PAGE = 1000;
const MOST_PAGES = 10;

async function readSpend(query: SpendQuery, signal: AbortSignal): Promise<Spend> {
  const items: SpendGroup[] = [];
  let cursor: string | null = null;
  for (let page = 1; ; page += 1) {
    const answer: SpendReport = await request("GET", "/api/v1/spend", { query: { ...query, limit: PAGE, cursor }, signal });
    items.push(...answer.items);
    cursor = answer.next;
    if (cursor === null || page === MOST_PAGES) return { items, totals: answer.totals, more: cursor !== null };
  }
}

export const spendQuery = (query: SpendQuery) =>
  queryOptions({
    queryKey: ["spend", query],
    queryFn: ({ signal }) => readSpend(query, signal),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });

export const spendNowQuery = queryOptions({
  queryKey: ["spend-now"],
  queryFn: ({ signal }) => request<SpendNow>("GET", "/api/v1/spend/now", { signal }),
  refetchInterval: 15_000,
});

/** Of the current month. */
export const forecastQuery = queryOptions({
  queryKey: ["spend-forecast"],
  queryFn: ({ signal }) => request<Forecast>("GET", "/api/v1/spend/forecast", { signal }),
  staleTime: 30_000,
  refetchInterval: 60_000,
});

export const changesQuery = (query: { from: string; to: string; againstFrom: string; againstTo: string }) =>
  queryOptions({
    queryKey: ["spend-changes", query],
    queryFn: ({ signal }) => request<{ items: SpendChange[] }>("GET", "/api/v1/spend/changes", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** What has no price, of events between two moments. */
export const unpricedBetweenQuery = (query: { from: Time; to: Time }) =>
  queryOptions({
    queryKey: ["unpriced", query],
    queryFn: ({ signal }) => request<UnpricedList>("GET", "/api/v1/prices/unpriced", { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

/** The newest event with its cost; null while there is none. It is asked for until there is one. */
export const newestEventQuery = queryOptions({
  queryKey: ["newest-event"],
  queryFn: async ({ signal }) => {
    const { items } = await request<EventPage>("GET", "/api/v1/events", { query: { limit: 1 }, signal });
    const id = items[0]?.eventId;
    return id ? request<EventDetail>("GET", `/api/v1/events/${encodeURIComponent(id)}`, { signal }) : null;
  },
  refetchInterval: ({ state }) => (state.data ? false : 1_500),
});

/** The newest record that was refused; null when none was. */
export const refusedQuery = queryOptions({
  queryKey: ["refused-newest"],
  queryFn: async ({ signal }) => {
    const { items } = await request<List<RefusedRecord>>("GET", "/api/v1/ingest-errors", { query: { limit: 1 }, signal });
    return items[0] ?? null;
  },
  refetchInterval: 5_000,
});

/** Whether each part can work; a server that is not ready says so with 503. */
export const readinessQuery = queryOptions({
  queryKey: ["readiness"],
  queryFn: async ({ signal }): Promise<Readiness> => {
    const response = await fetch("/readyz", { signal });
    if (!response.ok && response.status !== 503) throw new ApiError(response.status, "unexpected_answer", "The server does not say whether it is ready");
    return (await response.json()) as Readiness;
  },
  refetchInterval: 5_000,
});
