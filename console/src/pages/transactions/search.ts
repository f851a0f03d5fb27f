import { FILTERS, type FilterName, type Filters } from "./filters";

export const RANGES = [
  { value: "1h", label: "Last hour", hours: 1 },
  { value: "24h", label: "24 hours", hours: 24 },
  { value: "7d", label: "7 days", hours: 24 * 7 },
  { value: "30d", label: "30 days", hours: 24 * 30 },
  { value: "all", label: "All", hours: null },
] as const;

export type Range = (typeof RANGES)[number]["value"];

/** The whole state of the page; a link shows a colleague the same thing. */
export interface Search extends Filters {
  range?: Range;
  /** The event whose detail is open. */
  event?: string;
}

export const DEFAULT_RANGE: Range = "24h";

export function readSearch(search: Record<string, unknown>): Search {
  const result: Search = {};
  for (const { name } of FILTERS) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
  }
  const range = RANGES.find(({ value }) => value === search["range"])?.value;
  if (range && range !== DEFAULT_RANGE) result.range = range;
  if (typeof search["event"] === "string" && search["event"]) result.event = search["event"];
  return result;
}

export function filtersOf(search: Search): Filters {
  const { range: _range, event: _event, ...filters } = search;
  return filters;
}

export const filterEntries = (filters: Filters): [FilterName, string][] =>
  Object.entries(filters) as [FilterName, string][];

/** RFC 3339, or none for everything. */
export function rangeStart(range: Range, now = Date.now()): string | undefined {
  const hours = RANGES.find(({ value }) => value === range)?.hours ?? null;
  return hours === null ? undefined : new Date(now - hours * 3_600_000).toISOString();
}
