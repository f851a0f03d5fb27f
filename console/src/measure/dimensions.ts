/** Where events say a dimension of a rule, and what the filters of Transactions call it. */
export interface Dimension {
  name: string;
  /** The first that is known counts. */
  columns: readonly string[];
  /** None where no single filter fits. */
  filter: string | null;
}

const of = (name: string, columns: readonly string[], filter: string | null): Dimension => ({ name, columns, filter });

const DIMENSIONS: readonly Dimension[] = [
  of("ORGANIZATION", ["organization"], "organization"),
  of("CREDENTIAL", ["credential"], "credential"),
  of("PRODUCT", ["product"], "product"),
  of("MODEL", ["model"], "model"),
  of("PROVIDER", ["provider"], "provider"),
  of("AGENT", ["agent"], "agent"),
  of("SUBSCRIBER", ["subscriber_id", "subscriber_email"], null),
  of("TASK_TYPE", ["task_type"], "taskType"),
  of("API_KEY", ["key_id"], "keyId"),
  of("DEPARTMENT", ["department"], "department"),
];

/** None of what metered events do not have. */
export const dimensionNamed = (name: string): Dimension | null => DIMENSIONS.find((one) => one.name === name) ?? null;

/** What the rule `threshold` names: columns of `events`. */
const COLUMNS: Record<string, string | null> = {
  provider: "provider",
  model: "model",
  organization: "organization",
  product: "product",
  subscription_id: null,
  department: "department",
  subscriber_id: "subscriberId",
  subscriber_email: "subscriberEmail",
  credential: "credential",
  agent: "agent",
  task_type: "taskType",
  environment: "environment",
  region: "region",
  trace_id: "traceId",
  trace_type: "traceType",
  trace_name: "traceName",
  job_id: null,
  job_name: "jobName",
  squad: "squad",
  tool: "tool",
  team: "team",
  key_id: "keyId",
  kind: "kind",
  operation: "operation",
  middleware: "middleware",
  service_tier: "serviceTier",
  pricing_tier: "pricingTier",
  stop_reason: "stopReason",
};

export const columnNamed = (name: string): Dimension | null =>
  Object.hasOwn(COLUMNS, name) ? of(name, [name], COLUMNS[name] ?? null) : null;

/** A dimension as one value. */
export const valueSql = ({ columns }: Dimension): string =>
  columns.length === 1 ? (columns[0] ?? "NULL") : `coalesce(${columns.join(", ")})`;
