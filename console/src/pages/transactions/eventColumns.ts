import type { ColumnSize } from "./columnSize";

export const COLUMN_GROUPS = ["Call", "Who and where", "Counted", "Cost", "Ids"] as const;

/** Everything that the list of events knows, in the order in which it is shown; `sql` are the columns of `events` behind it. */
export const EVENT_COLUMNS = [
  { id: "time", label: "Time", group: "Call", width: 104, sql: ["event_time"] },
  { id: "received", label: "Received", group: "Call", width: 104, sql: ["received_at"] },
  { id: "model", label: "Model", group: "Call", width: 212, grow: 3, sql: ["provider", "model"] },
  { id: "provider", label: "Provider", group: "Call", width: 100, grow: 1, sql: ["provider"] },
  { id: "kind", label: "Kind", group: "Call", width: 92, sql: ["kind"] },
  { id: "operation", label: "Operation", group: "Call", width: 100, sql: ["operation"] },
  { id: "source", label: "Came as", group: "Call", width: 96, sql: ["source"] },
  { id: "status", label: "Status", group: "Call", width: 76, sql: ["status", "revision"] },
  { id: "stopReason", label: "Stopped by", group: "Call", width: 92, sql: ["stop_reason"] },
  { id: "errorCode", label: "Error", group: "Call", width: 64, sql: ["error_code"] },
  { id: "isStreamed", label: "Streamed", group: "Call", width: 76, sql: ["is_streamed"] },
  { id: "tool", label: "Tool", group: "Call", width: 110, sql: ["tool"] },
  { id: "serviceTier", label: "Service tier", group: "Call", width: 92, sql: ["service_tier"] },
  { id: "pricingTier", label: "Pricing tier", group: "Call", width: 92, sql: ["pricing_tier"] },
  { id: "middleware", label: "Middleware", group: "Call", width: 110, sql: ["middleware"] },
  { id: "agent", label: "Agent", group: "Who and where", width: 112, grow: 2, sql: ["agent"] },
  { id: "organization", label: "Organization", group: "Who and where", width: 100, grow: 2, gives: 1, sql: ["organization"] },
  { id: "product", label: "Product", group: "Who and where", width: 120, grow: 1, sql: ["product"] },
  { id: "taskType", label: "Task", group: "Who and where", width: 100, grow: 1, sql: ["task_type"] },
  { id: "environment", label: "Environment", group: "Who and where", width: 96, sql: ["environment"] },
  { id: "subscriberEmail", label: "Subscriber", group: "Who and where", width: 150, grow: 1, sql: ["subscriber_email"] },
  { id: "department", label: "Department", group: "Who and where", width: 110, sql: ["department"] },
  { id: "team", label: "Team", group: "Who and where", width: 90, sql: ["team"] },
  { id: "subscriberId", label: "Subscriber id", group: "Who and where", width: 130, sql: ["subscriber_id"] },
  { id: "credential", label: "Credential", group: "Who and where", width: 120, sql: ["credential"] },
  { id: "region", label: "Region", group: "Who and where", width: 90, sql: ["region"] },
  { id: "jobName", label: "Job", group: "Who and where", width: 120, sql: ["job_name"] },
  { id: "squad", label: "Squad", group: "Who and where", width: 100, sql: ["squad"] },
  { id: "traceType", label: "Trace type", group: "Who and where", width: 110, sql: ["trace_type"] },
  { id: "traceName", label: "Trace name", group: "Who and where", width: 130, sql: ["trace_name"] },
  { id: "key", label: "Key", group: "Who and where", width: 120, grow: 1, sql: ["key_id"] },
  { id: "input", label: "Input", group: "Counted", width: 74, numeric: true, sql: ["input_tokens", "cache_read_tokens", "cache_write_tokens"] },
  { id: "uncached", label: "Uncached", group: "Counted", width: 76, numeric: true, sql: ["input_tokens"] },
  { id: "cacheRead", label: "Cache read", group: "Counted", width: 84, numeric: true, sql: ["cache_read_tokens"] },
  { id: "cacheWrite", label: "Cache write", group: "Counted", width: 86, numeric: true, sql: ["cache_write_tokens"] },
  { id: "cached", label: "Cached", group: "Counted", width: 62, numeric: true, gives: 3, sql: ["cache_read_tokens"] },
  { id: "output", label: "Output", group: "Counted", width: 66, numeric: true, sql: ["output_tokens", "error_code"] },
  { id: "reasoning", label: "Reasoning", group: "Counted", width: 78, numeric: true, sql: ["reasoning_tokens"] },
  { id: "images", label: "Images", group: "Counted", width: 64, numeric: true, sql: ["images"] },
  { id: "seconds", label: "Seconds", group: "Counted", width: 70, numeric: true, sql: ["seconds"] },
  { id: "characters", label: "Characters", group: "Counted", width: 82, numeric: true, sql: ["characters"] },
  { id: "took", label: "Took", group: "Counted", width: 82, numeric: true, gives: 2, sql: ["duration_ms"] },
  { id: "firstToken", label: "First token", group: "Counted", width: 84, numeric: true, sql: ["time_to_first_token_ms"] },
  { id: "reported", label: "Reported", group: "Cost", width: 84, numeric: true, sql: ["reported_cost", "currency"] },
  { id: "computed", label: "Computed", group: "Cost", width: 84, numeric: true, sql: ["computed_cost", "currency"] },
  { id: "cost", label: "Cost", group: "Cost", width: 86, numeric: true, sql: ["effective_cost", "currency", "unpriced_reason"] },
  { id: "transactionId", label: "Transaction", group: "Ids", width: 160, sql: ["transaction_id"] },
  { id: "traceId", label: "Trace", group: "Ids", width: 150, sql: ["trace_id"] },
  { id: "eventId", label: "Event", group: "Ids", width: 160, sql: ["event_id"] },
  { id: "mark", label: "Findings", group: "Call", width: 38, sql: ["findings"] },
] as const satisfies readonly Described[];

interface Described extends ColumnSize {
  label: string;
  group: (typeof COLUMN_GROUPS)[number];
  numeric?: true;
  sql: readonly string[];
}

export type ColumnId = (typeof EVENT_COLUMNS)[number]["id"];
export interface EventColumn extends Described {
  id: ColumnId;
}

/** Shown until somebody chooses. */
const USUAL: ReadonlySet<string> = new Set<ColumnId>([
  "time", "model", "agent", "organization", "input", "cached", "output", "took", "cost", "mark",
]);

/** The columns that an address names, in the order of the list; the usual ones when it names none that exist. */
export function chosenColumns(names: string | undefined): EventColumn[] {
  const wanted = new Set(names ? names.split(",") : []);
  const chosen = EVENT_COLUMNS.filter(({ id }) => wanted.has(id));
  return chosen.length > 0 ? chosen : EVENT_COLUMNS.filter(({ id }) => USUAL.has(id));
}

/** How an address says it: nothing for the usual ones. */
export function columnsText(ids: ReadonlySet<string>): string | undefined {
  const ordered = EVENT_COLUMNS.filter(({ id }) => ids.has(id));
  const usual = ordered.length === USUAL.size && ordered.every(({ id }) => USUAL.has(id));
  return usual || ordered.length === 0 ? undefined : ordered.map(({ id }) => id).join(",");
}

export const sqlColumns = (columns: readonly EventColumn[]): string[] => [
  ...new Set(["event_id", "transaction_id", ...columns.flatMap(({ sql }) => sql)]),
];
