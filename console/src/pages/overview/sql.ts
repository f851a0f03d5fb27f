import { literal } from "../../format/sqlText";
import { type Days, shiftDay } from "../../ui/range";
import type { Dimension } from "./dimensions";
import type { Grain } from "./grain";
import type { Row } from "./rows";

interface Asked {
  days: Days;
  grain: Grain;
  dimension: Dimension;
  currency: string;
  /** The one row that is looked at. */
  only?: Row | null | undefined;
}

/** Columns of the roll-up by the hour; what it does not have is asked of the events themselves. */
const HOURLY = new Set(["organization", "product", "agent"]);

/** The query that answers with the chart. */
export function spendSql({ days, grain, dimension, currency, only }: Asked): string {
  const { column } = dimension;
  const until = shiftDay(days.to, 1);
  const value = only?.kind === "value" ? `\nAND    ${column} = ${literal(only.value ?? "")}` : only?.kind === "none" ? `\nAND    ${column} IS NULL` : "";
  const tail = `\nGROUP BY ALL\nORDER BY ${grain}, amount DESC NULLS LAST`;
  if (column === "provider" || column === "model") {
    const bucket = grain === "day" ? "day" : "date_trunc('month', day) AS month";
    return `SELECT ${bucket}, ${column}, basis, sum(amount) AS amount
FROM   spend
WHERE  day >= DATE ${literal(days.from)} AND day < DATE ${literal(until)}
AND    currency = ${literal(currency)}${value}${tail}`;
  }
  const hourly = HOURLY.has(column);
  const time = hourly ? "hour" : "event_time";
  const sums = hourly
    ? "sum(amount) AS amount, sum(events) AS events, sum(unpriced) AS unpriced"
    : "sum(effective_cost) AS amount, count(*) AS events, count(*) - count(effective_cost) AS unpriced";
  return `SELECT date_trunc(${literal(grain)}, ${time}) AS ${grain}, ${column}, ${sums}
FROM   ${hourly ? "spend_hourly" : "events"}
WHERE  ${time} >= TIMESTAMP ${literal(days.from)} AND ${time} < TIMESTAMP ${literal(until)}
AND    currency = ${literal(currency)}${hourly ? "" : "\nAND    status = 'live'"}${value}${tail}`;
}

/** The query that answers with the headline. */
export function totalSql(days: Days, currency: string): string {
  return `SELECT basis, sum(amount) AS amount
FROM   spend
WHERE  day >= DATE ${literal(days.from)} AND day < DATE ${literal(shiftDay(days.to, 1))}
AND    currency = ${literal(currency)}
GROUP BY ALL`;
}
