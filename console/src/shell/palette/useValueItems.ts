import { queryOptions, useQueries } from "@tanstack/react-query";
import { serverMilliseconds } from "../../clock";
import { type Query, queryText, request } from "../../api/client";
import type { Schemas } from "../../api/types";
import { counted } from "../../format/number";
import type { Item } from "./item";

/** Dimensions by whose values Transactions can be narrowed. */
const DIMENSIONS = ["provider", "model", "agent", "organization"] as const;
const DAYS = 30;
/** Letters from which the server is asked. */
const LEAST = 2;

const valuesQuery = (dimension: string, q: string) =>
  queryOptions({
    queryKey: ["event-values", dimension, q],
    queryFn: ({ signal }) => {
      const from = new Date(serverMilliseconds() - DAYS * 86_400_000).toISOString();
      const query: Query = { dimension, q, from };
      return request<Schemas["DimensionValues"]>("GET", "/api/v1/events/values", { signal, query }).then(({ items }) => items);
    },
    staleTime: 60_000,
    retry: false,
  });

/** What events of the last days are attributed to: the most frequent values, and those with the typed text in them. */
export function useValueItems(typed: string): Item[] {
  const wanted = typed.length < LEAST ? [""] : ["", typed];
  const asked = wanted.flatMap((q) => DIMENSIONS.map((dimension) => ({ dimension, q })));
  const answers = useQueries({ queries: asked.map(({ dimension, q }) => valuesQuery(dimension, q)) });
  const items = answers.flatMap(({ data }, at): Item[] => {
    const dimension = asked[at]?.dimension ?? "";
    return (data ?? []).map(({ value, events }) => ({
      id: `value ${dimension} ${value}`,
      section: "Values",
      icon: "filter",
      label: value,
      note: `${dimension}, ${counted(events, "event")}`,
      go: `/transactions${queryText({ [dimension]: value, range: "30d" })}`,
      onlyFound: true,
    }));
  });
  return [...new Map(items.map((item) => [item.id, item])).values()];
}
