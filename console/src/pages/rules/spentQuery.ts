import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { EventPage } from "../../api/types";
import type { EventsSearch } from "../../measure/eventsOf";

/** What the events of a search cost; none where Transactions cannot ask for them. */
export const spentQuery = (search: EventsSearch | null) =>
  queryOptions({
    queryKey: ["spent-in-alert", search],
    queryFn: ({ signal }) =>
      request<EventPage>("GET", "/api/v1/events", { signal, query: { ...search, limit: 1 } }).then(({ total }) => total),
    enabled: search !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
