import { keepPreviousData, type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { request } from "../../api/client";
import type { EventPage, EventTotal, MeteredEvent } from "../../api/types";
import type { Filters } from "./filters";
import { mergeNewest } from "./mergeNewest";
import { type Range, rangeStart } from "./search";

const PAGE = 100;
const LIVE_MILLISECONDS = 1_000;
/** How long a row counts as new. */
const NEW_MILLISECONDS = 1_500;

type Pages = InfiniteData<EventPage, string | undefined>;

export interface EventLog {
  rows: MeteredEvent[];
  total: EventTotal | undefined;
  error: unknown;
  /** Nothing was ever shown yet. */
  isLoading: boolean;
  /** What is shown belongs to other filters; the right rows are on their way. */
  isStale: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
  isNew: (eventId: string) => boolean;
}

export const fetchEvents = (filters: Filters, range: Range, limit: number, signal?: AbortSignal, cursor?: string) =>
  request<EventPage>("GET", "/api/v1/events", {
    query: { ...filters, from: rangeStart(range), limit, cursor },
    ...(signal && { signal }),
  });

/** The rows that match, page by page; while `live`, the newest page is asked for every second. */
export function useEventLog(filters: Filters, range: Range, live: boolean): EventLog {
  const client = useQueryClient();
  const arrivals = useRef(new Map<string, number>());
  const key = useMemo(() => ["events", range, filters] as const, [range, filters]);

  const log = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchEvents(filters, range, PAGE, signal, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

  const newest = useQuery({
    queryKey: ["events-newest", range, filters],
    queryFn: async ({ signal }) => {
      const page = await fetchEvents(filters, range, PAGE, signal);
      const old = client.getQueryData<Pages>(key);
      if (!old) return page.total;
      const { pages, arrived, restarted } = mergeNewest(old.pages, page);
      const now = Date.now();
      for (const [id, at] of arrivals.current) if (now - at > NEW_MILLISECONDS) arrivals.current.delete(id);
      for (const id of arrived) arrivals.current.set(id, now);
      client.setQueryData<Pages>(key, { pages, pageParams: restarted ? [undefined] : old.pageParams });
      return page.total;
    },
    enabled: live && log.isSuccess && !log.isPlaceholderData,
    refetchInterval: LIVE_MILLISECONDS,
    staleTime: 0,
    retry: false,
  });

  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.items) ?? [], [log.data]);
  return {
    rows,
    total: log.data?.pages[0]?.total,
    error: log.error ?? newest.error,
    isLoading: log.isPending,
    isStale: log.isPlaceholderData,
    hasMore: log.hasNextPage,
    isLoadingMore: log.isFetchingNextPage,
    loadMore: () => {
      if (log.hasNextPage && !log.isFetchingNextPage && !log.isPlaceholderData) void log.fetchNextPage();
    },
    retry: () => void log.refetch(),
    isNew: (id) => Date.now() - (arrivals.current.get(id) ?? 0) < NEW_MILLISECONDS,
  };
}
