import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Schemas } from "../../api/types";

export type About = Schemas["About"];

export const aboutQuery = queryOptions({
  queryKey: ["about"],
  queryFn: ({ signal }) => request<About>("GET", "/api/v1/about", { signal }),
  staleTime: 30_000,
});

export type ListedPerson = Schemas["ListedPerson"];

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => request<Schemas["People"]>("GET", "/api/v1/people", { signal }).then(({ items }) => items),
});
