import { keepPreviousData, type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import type { List } from "../../api/types";
import { mergeNewest } from "./mergeNewest";

const LIVE_MILLISECONDS = 1_000;
/** How long a row counts as new. */
const NEW_MILLISECONDS = 1_500;

interface Source<T, P extends List<T>> {
  /** What is listed, and what it is narrowed to. Changes only when that changes. */
  listed: readonly unknown[];
  /** Asks for one page, the newest without a cursor. */
  fetchPage: (signal: AbortSignal, cursor?: string) => Promise<P>;
  idOf: (row: T) => string;
  /** Asks for the newest page every second. */
  live: boolean;
  /** What arrives is counted but waits, because the person reads further down. */
  held?: boolean;
}

export interface LivePages<T, P extends List<T>> {
  rows: T[];
  newest: P | undefined;
  error: unknown;
  /** Nothing was ever shown yet. */
  isLoading: boolean;
  /** What is shown belongs to other filters; the right rows are on their way. */
  isStale: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
  isNew: (id: string) => boolean;
  /** How many arrived and wait. */
  waiting: Waiting;
}

export interface Waiting {
  rows: number;
  /** There may be more: a whole page of them is new. */
  orMore: boolean;
}

const NONE: Waiting = { rows: 0, orMore: false };

/** A list page by page, the newest first; what arrives goes in front. */
export function useLivePages<T, P extends List<T>>({ listed, fetchPage, idOf, live, held = false }: Source<T, P>): LivePages<T, P> {
  type Pages = InfiniteData<P, string | undefined>;
  const client = useQueryClient();
  const arrivals = useRef(new Map<string, number>());

  const list = useInfiniteQuery({
    queryKey: listed,
    queryFn: ({ pageParam, signal }) => fetchPage(signal, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

  const newest = useQuery({
    // Asked anew at once when what waited may come in.
    queryKey: ["newest", held, ...listed],
    queryFn: async ({ signal }): Promise<Waiting> => {
      const page = await fetchPage(signal);
      const old = client.getQueryData<Pages>(listed);
      const now = Date.now();
      if (!old) return NONE;
      if (held) return waitingOf(old.pages, page, idOf);
      const { pages, arrived, restarted } = mergeNewest<T, P>(old.pages, page, idOf);
      for (const [id, at] of arrivals.current) if (now - at > NEW_MILLISECONDS) arrivals.current.delete(id);
      for (const id of arrived) arrivals.current.set(id, now);
      client.setQueryData<Pages>(listed, { pages, pageParams: restarted ? [undefined] : old.pageParams });
      return NONE;
    },
    enabled: live && list.isSuccess && !list.isPlaceholderData,
    refetchInterval: LIVE_MILLISECONDS,
    staleTime: 0,
    retry: false,
  });

  const rows = useMemo(() => withoutDoubles(list.data?.pages ?? [], idOf), [list.data, idOf]);
  return {
    rows,
    newest: list.data?.pages[0],
    error: list.error ?? newest.error,
    isLoading: list.isPending,
    isStale: list.isPlaceholderData,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage && !list.isPlaceholderData) void list.fetchNextPage();
    },
    retry: () => void list.refetch(),
    isNew: (id) => Date.now() - (arrivals.current.get(id) ?? 0) < NEW_MILLISECONDS,
    waiting: (held && newest.data) || NONE,
  };
}

/** The newest rows that the list does not show. Those that arrived since it was read stand before its own first page. */
export function waitingOf<T>(pages: readonly List<T>[], newest: List<T>, idOf: (row: T) => string): Waiting {
  const shown = new Set(pages[0]?.items.map(idOf));
  const rows = newest.items.filter((row) => !shown.has(idOf(row))).length;
  return { rows, orMore: rows === newest.items.length && newest.next !== null };
}

/** A cursor that counts rows answers some of them again when others arrived meanwhile. */
export function withoutDoubles<T>(pages: readonly List<T>[], idOf: (row: T) => string): T[] {
  const rows = new Map<string, T>();
  for (const page of pages) {
    for (const row of page.items) {
      const id = idOf(row);
      if (!rows.has(id)) rows.set(id, row);
    }
  }
  return [...rows.values()];
}
