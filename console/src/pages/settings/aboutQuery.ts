import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Answer } from "../../api/types";

export type About = Answer<"About">;

export const aboutQuery = queryOptions({
  queryKey: ["about"],
  queryFn: ({ signal }) => request<About>("GET", "/api/v1/about", { signal }),
  staleTime: 30_000,
});

export type ListedPerson = Answer<"ListedPerson">;

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => request<Answer<"People">>("GET", "/api/v1/people", { signal }).then(({ items }) => items),
});
