import { type EventRange, readEventRange } from "./eventRange";
import { FILTER_NAMES, type FilterName, type Filters } from "./filters";

/** The whole state of the page; a link shows a colleague the same thing. */
export interface Search extends Filters, EventRange {
  /** Ids of columns with commas between them, where they are not the usual ones. */
  columns?: string;
  /** New rows stay out. */
  tail?: "off";
  /** The event whose detail is open. */
  event?: string;
}

export function readSearch(search: Record<string, unknown>): Search {
  const result: Search = {};
  for (const name of FILTER_NAMES) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
  }
  Object.assign(result, readEventRange(search));
  if (typeof search["columns"] === "string" && search["columns"]) result.columns = search["columns"];
  if (search["tail"] === "off") result.tail = "off";
  if (typeof search["event"] === "string" && search["event"]) result.event = search["event"];
  return result;
}

export function filtersOf(search: Search): Filters {
  return Object.fromEntries(FILTER_NAMES.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
}

export const rangeOf = ({ range, from, to }: Search): EventRange => ({
  ...(range && { range }),
  ...(from && { from }),
  ...(to && { to }),
});

export const filterEntries = (filters: Filters): [FilterName, string][] =>
  Object.entries(filters) as [FilterName, string][];
