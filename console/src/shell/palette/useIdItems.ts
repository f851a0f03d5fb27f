import { queryOptions, useQuery } from "@tanstack/react-query";
import { queryText, request } from "../../api/client";
import type { List, MeteredEvent } from "../../api/types";
import { shortenId } from "../../format/number";
import type { Item } from "./item";
import { looksLikeId } from "./match";

const idQuery = (id: string) =>
  queryOptions({
    queryKey: ["event-id", id],
    queryFn: ({ signal }) => request<List<MeteredEvent>>("GET", "/api/v1/events", { signal, query: { q: id, limit: 5 } }),
    enabled: looksLikeId(id),
    retry: false,
  });

/** The event or the trace whose whole id was typed. */
export function useIdItems(typed: string): { items: Item[]; isLooking: boolean } {
  const { data, isFetching } = useQuery(idQuery(typed));
  const items = (data?.items ?? []).flatMap((event): Item[] => {
    if (event.eventId === typed || event.transactionId === typed) {
      return [
        {
          id: `event ${event.eventId}`,
          section: "Found",
          icon: "transactions",
          label: shortenId(typed, 44),
          note: `event, ${event.model ?? event.kind}`,
          go: `/transactions${queryText({ range: "all", q: typed, event: event.eventId })}`,
        },
      ];
    }
    return [];
  });
  const trace = (data?.items ?? []).find((event) => event.traceId === typed);
  if (trace) {
    items.push({
      id: `trace ${typed}`,
      section: "Found",
      icon: "traces",
      label: shortenId(typed, 44),
      note: trace.agent ? `trace, ${trace.agent}` : "trace",
      go: `/traces/${encodeURIComponent(typed)}`,
    });
  }
  return { items, isLooking: isFetching };
}
