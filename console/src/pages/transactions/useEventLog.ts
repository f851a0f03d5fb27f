import { useMemo } from "react";
import { request } from "../../api/client";
import type { EventPage, MeteredEvent } from "../../api/types";
import type { Filters } from "./filters";
import { type Range, rangeStart } from "./search";
import { type LivePages, useLivePages } from "./useLivePages";

const PAGE = 100;

export type EventLog = LivePages<MeteredEvent, EventPage>;

export const fetchEvents = (filters: Filters, range: Range, limit: number, signal?: AbortSignal, cursor?: string) =>
  request<EventPage>("GET", "/api/v1/events", {
    query: { ...filters, from: rangeStart(range), limit, cursor },
    ...(signal && { signal }),
  });

export const eventIdOf = (event: MeteredEvent) => event.eventId;

/** The events that match. */
export function useEventLog(filters: Filters, range: Range, live: boolean): EventLog {
  const listed = useMemo(() => ["events", range, filters] as const, [range, filters]);
  return useLivePages<MeteredEvent, EventPage>({
    listed,
    fetchPage: (signal, cursor) => fetchEvents(filters, range, PAGE, signal, cursor),
    idOf: eventIdOf,
    live,
  });
}
