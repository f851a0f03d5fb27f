import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Schemas } from "../../api/types";
import { type EventRange, momentsOf } from "./eventRange";
import type { DimensionName } from "./filters";
import { useSettled } from "./useSettled";

interface Asked {
  dimension: DimensionName;
  typed: string;
}

const TYPING_MILLISECONDS = 120;

/** Values of a dimension that contain what was typed, those of most events first. */
export function useValues(asked: Asked | null, range: EventRange) {
  const dimension = asked?.dimension;
  const typed = useSettled(asked?.typed ?? "", TYPING_MILLISECONDS);
  const { data } = useQuery({
    queryKey: ["event-values", dimension, typed, range],
    queryFn: ({ signal }) =>
      request<Schemas["DimensionValues"]>("GET", "/api/v1/events/values", {
        query: { dimension, q: typed, ...momentsOf(range) },
        signal,
      }).then(({ items }) => items),
    enabled: dimension !== undefined,
    // Of the same dimension, until the right ones are there.
    placeholderData: (old, query) => (query?.queryKey[1] === dimension ? keepPreviousData(old) : undefined),
  });
  return data;
}
