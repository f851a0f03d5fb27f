import { type EventRange, readEventRange } from "../transactions/eventRange";

export type TraceOrder = "newest" | "dearest";

/** What of the list is shown; a link shows a colleague the same. */
export interface TracesSearch extends EventRange {
  traceType?: string;
  agent?: string;
  q?: string;
  order?: "dearest";
}

const FILTERS = ["traceType", "agent", "q"] as const;

export function readTracesSearch(search: Record<string, unknown>): TracesSearch {
  const result: TracesSearch = readEventRange(search);
  for (const name of FILTERS) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
  }
  if (search["order"] === "dearest") result.order = "dearest";
  return result;
}

/** What of a trace is shown. */
export interface TraceSearch {
  /** The event whose detail is open. */
  event?: string;
  /** Long waits are drawn to scale. */
  waits?: "whole";
}

export function readTraceSearch(search: Record<string, unknown>): TraceSearch {
  const result: TraceSearch = {};
  if (typeof search["event"] === "string" && search["event"]) result.event = search["event"];
  if (search["waits"] === "whole") result.waits = "whole";
  return result;
}
