import { literal } from "../../format/sqlText";
import { columnOf, dimensionOf, type FilterName, type Filters } from "./filters";
import type { Moments } from "./eventRange";

/** The events of a list as a query: the same conditions as those that the API was asked with. */
export function eventsSql(columns: readonly string[], filters: Filters, moments: Moments): string {
  const conditions = [
    ...(moments.from ? [`event_time >= ${timestamp(moments.from)}`] : []),
    ...(moments.to ? [`event_time < ${timestamp(moments.to)}`] : []),
    ...Object.entries(filters).map(([name, value]) => condition(name as FilterName, value)),
  ];
  return [
    `SELECT ${columns.join(",\n       ")}`,
    "FROM   events",
    ...(conditions.length > 0 ? [`WHERE  ${conditions.join("\n  AND  ")}`] : []),
    "ORDER BY seq DESC",
  ].join("\n");
}

function condition(name: FilterName, value: string): string {
  if (name === "minCost") return `effective_cost >= ${literal(value)}::DECIMAL(38,12)`;
  if (name === "unpriced") return `effective_cost IS ${value === "false" ? "NOT NULL" : "NULL"}`;
  const found = dimensionOf(name);
  if (!found) return textCondition(literal(value));
  const column = columnOf(found.dimension);
  // What is not known is not that value either.
  return found.excludes ? `${column} IS DISTINCT FROM ${literal(value)}` : `${column} = ${literal(value)}`;
}

const textCondition = (text: string) =>
  `(event_id = ${text} OR transaction_id = ${text} OR trace_id = ${text}
        OR contains(lower(concat_ws(chr(10), model, agent, organization, product, task_type, subscriber_email)),
                    lower(${text})))`;

const timestamp = (moment: string) => `TIMESTAMP '${new Date(moment).toISOString().replace("T", " ").replace("Z", "")}'`;
