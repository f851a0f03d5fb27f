import { formatMoney } from "../../format/money";
import { shortenId } from "../../format/number";

/** Dimensions whose values can be asked for, or excluded. */
export const DIMENSIONS = [
  { name: "provider", label: "Provider", aliases: [] },
  { name: "model", label: "Model", aliases: [] },
  { name: "organization", label: "Organization", aliases: ["org", "customer"] },
  { name: "product", label: "Product", aliases: [] },
  { name: "agent", label: "Agent", aliases: [] },
  { name: "subscriberId", label: "Subscriber", aliases: ["subscriber_id", "user"] },
  { name: "subscriberEmail", label: "E-mail", aliases: ["email", "subscriber_email"] },
  { name: "taskType", label: "Task", aliases: ["task_type"] },
  { name: "traceType", label: "Trace type", aliases: ["trace_type"] },
  { name: "traceName", label: "Trace name", aliases: ["trace_name"] },
  { name: "department", label: "Department", aliases: ["dept"] },
  { name: "team", label: "Team", aliases: [] },
  { name: "squad", label: "Squad", aliases: [] },
  { name: "jobName", label: "Job", aliases: ["job_name"] },
  { name: "credential", label: "Credential", aliases: [] },
  { name: "environment", label: "Environment", aliases: ["env"] },
  { name: "region", label: "Region", aliases: [] },
  { name: "operation", label: "Operation", aliases: [] },
  { name: "tool", label: "Tool", aliases: [] },
  { name: "serviceTier", label: "Service tier", aliases: ["tier", "service_tier"] },
  { name: "pricingTier", label: "Pricing tier", aliases: ["pricing_tier"] },
  { name: "kind", label: "Kind", aliases: [] },
  { name: "source", label: "Came as", aliases: ["source"] },
  { name: "middleware", label: "Middleware", aliases: [] },
  { name: "stopReason", label: "Stopped by", aliases: ["stop_reason"] },
  { name: "errorCode", label: "Error", aliases: ["error_code"] },
  { name: "traceId", label: "Trace", aliases: ["trace_id"] },
  { name: "keyId", label: "Key", aliases: ["key_id"] },
] as const;

/** What else Transactions can be narrowed by. */
const OTHERS = [
  { name: "minCost", label: "Cost", aliases: ["min_cost"] },
  { name: "unpriced", label: "Unpriced", aliases: [] },
  { name: "q", label: "Text", aliases: ["id"] },
] as const;

/** In the order of the bar. */
export const FILTERS = [...DIMENSIONS, ...OTHERS];

export type DimensionName = (typeof DIMENSIONS)[number]["name"];
export type PlainName = (typeof FILTERS)[number]["name"];
/** `not.agent` leaves out what `agent` would keep. */
export type FilterName = PlainName | `not.${DimensionName}`;
export type Filters = Partial<Record<FilterName, string>>;

const DIMENSION_NAMES: ReadonlySet<string> = new Set(DIMENSIONS.map(({ name }) => name));

export const isDimension = (name: string): name is DimensionName => DIMENSION_NAMES.has(name);

export const FILTER_NAMES: readonly FilterName[] = FILTERS.flatMap(({ name }): FilterName[] =>
  isDimension(name) ? [name, `not.${name}`] : [name],
);

/** The dimension that a filter is about, and whether it leaves its value out. */
export function dimensionOf(name: FilterName): { dimension: DimensionName; excludes: boolean } | null {
  const excludes = name.startsWith("not.");
  const dimension = excludes ? name.slice(4) : name;
  return isDimension(dimension) ? { dimension, excludes } : null;
}

/** The same filter the other way round; none when it has no other way. */
export function opposite(name: FilterName): FilterName | null {
  const found = dimensionOf(name);
  if (!found) return null;
  return found.excludes ? found.dimension : `not.${found.dimension}`;
}

export function filterLabel(name: FilterName): string {
  const plain = dimensionOf(name)?.dimension ?? name;
  return FILTERS.find((filter) => filter.name === plain)?.label ?? plain;
}

/** A token's three parts: dimension, operator, value. */
export function describeFilter(name: FilterName, value: string): { label: string; operator: string; value: string } {
  if (name === "unpriced") return { label: "Cost", operator: "is", value: value === "false" ? "known" : "unpriced" };
  if (name === "minCost") return { label: "Cost", operator: "≥", value: formatMoney(value, "USD", "price") };
  if (name === "q") return { label: "Text or id", operator: "has", value: shortenId(value, 28) };
  const operator = dimensionOf(name)?.excludes ? "is not" : "is";
  return { label: filterLabel(name), operator, value: shortenId(value, 28) };
}

export function filterNamed(word: string): PlainName | null {
  const lower = word.trim().toLowerCase();
  const found = FILTERS.find(
    ({ name, label, aliases }) =>
      name.toLowerCase() === lower || label.toLowerCase() === lower || (aliases as readonly string[]).includes(lower),
  );
  return found?.name ?? null;
}

/** The column of `events` that a filter is about. */
export const columnOf = (name: PlainName): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
