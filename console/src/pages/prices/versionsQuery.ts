import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { List, Price } from "../../api/types";

/** Of a price, as of its newest version: they never change. */
export const versionsQuery = (id: string, newest: number) =>
  queryOptions({
    queryKey: ["price-versions", id, newest],
    queryFn: ({ signal }) =>
      request<List<Price>>("GET", `/api/v1/prices/${encodeURIComponent(id)}/versions`, { signal }).then(({ items }) => items),
  });
