import { useMemo } from "react";
import { request } from "../../api/client";
import type { EventPage, MeteredEvent } from "../../api/types";
import { type EventRange, momentsOf } from "./eventRange";
import type { Filters } from "./filters";
import { type LivePages, useLivePages } from "./useLivePages";

const PAGE = 200;

export type EventLog = LivePages<MeteredEvent, EventPage>;

export const fetchEvents = (filters: Filters, range: EventRange, limit: number, signal?: AbortSignal, cursor?: string) =>
  request<EventPage>("GET", "/api/v1/events", {
    query: { ...filters, ...momentsOf(range), limit, cursor },
    ...(signal && { signal }),
  });

export const eventIdOf = (event: MeteredEvent) => event.eventId;
export const eventTimeOf = (event: MeteredEvent) => event.eventTime;

interface Options {
  filters: Filters;
  range: EventRange;
  live: boolean;
  held: boolean;
}

/** The events that match. */
export function useEventLog({ filters, range, live, held }: Options): EventLog {
  const listed = useMemo(() => ["events", range, filters] as const, [range, filters]);
  return useLivePages<MeteredEvent, EventPage>({
    listed,
    fetchPage: (signal, cursor) => fetchEvents(filters, range, PAGE, signal, cursor),
    idOf: eventIdOf,
    live,
    held,
  });
}
