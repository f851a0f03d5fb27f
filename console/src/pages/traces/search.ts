export type TraceOrder = "newest" | "dearest";

/** What of the list is shown; a link shows a colleague the same. */
export interface TracesSearch {
  traceType?: string;
  agent?: string;
  q?: string;
  order?: TraceOrder;
  range?: string;
  from?: string;
  to?: string;
}

const TEXTS = ["traceType", "agent", "q", "range", "from", "to"] as const;

export function readTracesSearch(search: Record<string, unknown>): TracesSearch {
  const result: TracesSearch = {};
  for (const name of TEXTS) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
  }
  if (search["order"] === "dearest") result.order = "dearest";
  return result;
}
