import {
  infiniteQueryOptions,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { followServer } from "../clock";
import { ApiError, request, requestTagged } from "./client";
import type { operations } from "./schema";
import type {
  Alert,
  AlertWithHistory,
  Channel,
  Component,
  Connection,
  Connector,
  ExchangeRates,
  Key,
  List,
  LoggedDelivery,
  Mute,
  Price,
  PriceBook,
  ProjectMappings,
  Reconciliation,
  Repricing,
  Rule,
  RuleLogLine,
  RuleRevision,
  Session,
  Settings,
  SqlTable,
  Status,
  Task,
  UnpricedList,
} from "./types";

/** Any refusal because nobody is signed in ends the session here too; the router then shows the sign-in page. */
function noticeSignedOut(error: unknown) {
  if (!(error instanceof ApiError) || error.status !== 401 || error.code === "sign_in_failed") return;
  queryClient.setQueryData<Session>(sessionQuery.queryKey, (old) => old && { ...old, signedIn: false, person: null });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status >= 500),
      retryDelay: 500,
    },
  },
});

const list = <T>(path: string, query?: Record<string, string | number>) =>
  ({ signal }: { signal: AbortSignal }) =>
    request<List<T>>("GET", path, { signal, ...(query && { query }) }).then((answer) => answer.items);

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => {
    const session = await request<Session>("GET", "/api/v1/session", { signal });
    followServer(session.now);
    return session;
  },
  staleTime: 60_000,
});

/** How many rates the line in the menu shows: two minutes of them. */
export const RATES_KEPT = 60;
let rates: number[] = [];

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: async ({ signal }) => {
    const status = await request<Status>("GET", "/api/v1/status", { signal });
    if (status.eventsPerSecond !== null) rates = [...rates, status.eventsPerSecond].slice(-RATES_KEPT);
    return { ...status, rates };
  },
  refetchInterval: 2_000,
  retry: false,
});

const isMoving = ({ status, lastSync }: Connection) => status === "pending" || lastSync?.status === "running";

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  queryFn: list<Connection>("/api/v1/connections"),
  refetchInterval: ({ state }) => (state.data?.some(isMoving) ? 1_000 : 15_000),
});

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: list<Connector>("/api/v1/connectors"),
  staleTime: 300_000,
});

/** A reconciliation of days: `from` inclusive, `to` exclusive. */
export const reconciliationQuery = (query: Record<string, string | number>) =>
  queryOptions({
    queryKey: ["reconciliation", query],
    queryFn: ({ signal }) => request<Reconciliation>("GET", "/api/v1/reconciliation", { signal, query }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** Which project keys and credentials belong to, with the tag that a change needs. */
export const projectMapQuery = queryOptions({
  queryKey: ["project-map"],
  queryFn: ({ signal }) => requestTagged<ProjectMappings>("GET", "/api/v1/project-map", { signal }),
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: list<Key>("/api/v1/keys"),
  refetchInterval: 5_000,
});

export type AlertShow = NonNullable<NonNullable<operations["list_alerts"]["parameters"]["query"]>["status"]>;

export const alertsQuery = (status: AlertShow) =>
  queryOptions({
    queryKey: ["alerts", status],
    queryFn: list<Alert>("/api/v1/alerts", { status, limit: 200 }),
    refetchInterval: 3_000,
  });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ["alert", id],
    queryFn: ({ signal }) => request<AlertWithHistory>("GET", `/api/v1/alerts/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: 3_000,
  });

export const mutesQuery = queryOptions({
  queryKey: ["mutes"],
  queryFn: list<Mute>("/api/v1/mutes"),
  refetchInterval: 10_000,
});

export const rulesQuery = queryOptions({
  queryKey: ["rules"],
  queryFn: list<Rule>("/api/v1/rules"),
  refetchInterval: 5_000,
});

export const ruleLogQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule-log", id],
    queryFn: list<RuleLogLine>(`/api/v1/rules/${encodeURIComponent(id)}/log`),
    refetchInterval: 5_000,
  });

export const revisionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["rule-revisions", id],
    queryFn: list<RuleRevision>(`/api/v1/rules/${encodeURIComponent(id)}/revisions`),
  });

export const componentsQuery = queryOptions({
  queryKey: ["components"],
  queryFn: list<Component>("/api/v1/components"),
});

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: list<Channel>("/api/v1/channels"),
  refetchInterval: 10_000,
});

export const deliveriesQuery = (channel: string) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", channel],
    queryFn: ({ pageParam, signal }) =>
      request<List<LoggedDelivery>>("GET", `/api/v1/channels/${encodeURIComponent(channel)}/deliveries`, {
        signal,
        query: { limit: 25, cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5_000,
  });

export const tablesQuery = queryOptions({
  queryKey: ["sql-tables"],
  queryFn: list<SqlTable>("/api/v1/sql/tables"),
  staleTime: 300_000,
});

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => request<Settings>("GET", "/api/v1/settings", { signal }),
});

export const pricesQuery = queryOptions({
  queryKey: ["prices"],
  queryFn: list<Price>("/api/v1/prices"),
});

export const unpricedQuery = queryOptions({
  queryKey: ["unpriced"],
  queryFn: ({ signal }) => request<UnpricedList>("GET", "/api/v1/prices/unpriced", { signal }),
  refetchInterval: 30_000,
});

export const priceBookQuery = (q: string) =>
  queryOptions({
    queryKey: ["price-book", q],
    queryFn: ({ signal }) => request<PriceBook>("GET", "/api/v1/prices/book", { signal, query: { q } }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const ratesQuery = queryOptions({
  queryKey: ["exchange-rates"],
  queryFn: ({ signal }) => request<ExchangeRates>("GET", "/api/v1/prices/rates", { signal }),
});

const isUnderWay = ({ state }: Repricing) => state === "running" || state === "waiting";

export const repricingsQuery = queryOptions({
  queryKey: ["repricings"],
  queryFn: list<Repricing>("/api/v1/prices/repricings"),
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 700 : 15_000),
});

export const taskQuery = <Result>(id: string) =>
  queryOptions({
    queryKey: ["task", id],
    queryFn: ({ signal }) => request<Task<Result>>("GET", `/api/v1/tasks/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === "running" || !state.data ? 500 : false),
  });
