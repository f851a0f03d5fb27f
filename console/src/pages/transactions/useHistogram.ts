import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { request } from "../../api/client";
import { type EventRange, momentsOf } from "./eventRange";
import type { Filters } from "./filters";
import type { EventHistogram } from "./histogram";

const BUCKETS = 60;
const LIVE_MILLISECONDS = 10_000;

/** Spend over time of what matches. */
export const useHistogram = (filters: Filters, range: EventRange, live: boolean) =>
  useQuery({
    queryKey: ["event-histogram", range, filters],
    queryFn: ({ signal }) =>
      request<EventHistogram>("GET", "/api/v1/events/histogram", {
        query: { ...filters, ...momentsOf(range), buckets: BUCKETS },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: live && LIVE_MILLISECONDS,
  });
