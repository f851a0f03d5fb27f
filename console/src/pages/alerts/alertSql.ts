import { literal, localTime, timestamp } from "../../format/sqlText";
import { whereSql } from "../../measure/where";
import type { Span } from "./span";

/** Which events an alert is about. */
export interface Asked {
  /** The rule's filters and the group. */
  conditions: readonly string[];
  time: "event_time" | "received_at";
  span: Span;
  currency: string;
}

const within = ({ conditions, time }: Asked, from: string, to: string): string[] => [
  "status = 'live'",
  ...conditions,
  `${time} >= ${timestamp(from)}`,
  `${time} < ${timestamp(to)}`,
];

/** One row: what was called and spent in the time that was measured, and after the alert opened. */
export function factsSql(asked: Asked): string {
  const { time, span, currency } = asked;
  const known = `effective_cost IS NOT NULL AND currency = ${literal(currency)}`;
  const inSpan = `${time} < ${timestamp(span.to)}`;
  const after = `${time} >= ${timestamp(span.opened)} AND ${time} < ${timestamp(span.end)}`;
  const until = span.to > span.end ? span.to : span.end;
  return `SELECT count(*) FILTER (WHERE ${inSpan}) AS events,
       sum(effective_cost) FILTER (WHERE ${inSpan} AND ${known}) AS spent,
       count(*) FILTER (WHERE ${inSpan} AND NOT coalesce(${known}, false)) AS unpriced,
       sum(effective_cost) FILTER (WHERE ${after} AND ${known}) AS spent_after,
       count(*) FILTER (WHERE ${after} AND NOT coalesce(${known}, false)) AS unpriced_after,
       count(DISTINCT model) FILTER (WHERE ${inSpan}) AS models,
       min(model) FILTER (WHERE ${inSpan}) AS model,
       count(DISTINCT provider) FILTER (WHERE ${inSpan}) AS providers,
       min(provider) FILTER (WHERE ${inSpan}) AS provider
FROM   events
${whereSql(within(asked, span.from, until))}`;
}

const DAYS_BEFORE = 28;

/** What the group spends on a day: the median of those days before, of four weeks, on which it called at all. */
export function normalSql({ conditions, span, currency }: Asked, zone: string): string {
  const day = `CAST(${localTime("event_time", zone)} AS DATE)`;
  const first = `CAST(${localTime(timestamp(span.from), zone)} AS DATE)`;
  const where = [
    "status = 'live'",
    ...conditions,
    `event_time >= ${timestamp(span.from)} - INTERVAL '${DAYS_BEFORE + 2} days'`,
    `${day} >= ${first} - ${DAYS_BEFORE}`,
    `${day} < ${first}`,
  ];
  return `WITH days AS (
  SELECT ${day} AS day, coalesce(sum(effective_cost) FILTER (WHERE currency = ${literal(currency)}), 0) AS spent
  FROM   events
  ${whereSql(where, "  ")}
  GROUP BY 1
)
SELECT count(*) AS days, median(spent) AS spent
FROM   days`;
}

/** What each meter cost, of the prices that explain the costs. Amounts are exact decimals. */
export function metersSql(asked: Asked): string {
  const { span, currency } = asked;
  return `WITH items AS (
  SELECT unnest(from_json(cost_explanation, '["JSON"]')) AS item
  FROM   events
  ${whereSql([...within(asked, span.from, span.to), `currency = ${literal(currency)}`, "json_type(cost_explanation) = 'ARRAY'"], "  ")}
),
lines AS (
  SELECT CASE WHEN json_type(item, '$[0]') = 'ARRAY' THEN item->'$[0]' ELSE item END AS line
  FROM   items
  WHERE  json_type(item) = 'ARRAY'
)
SELECT line->>'$[0]' AS meter,
       sum(CAST(line->>'$[1]' AS DECIMAL(38,9))) AS quantity,
       sum(CAST(line->>'$[4]' AS DECIMAL(38,12))) AS amount
FROM   lines
GROUP BY meter
ORDER BY amount DESC NULLS LAST`;
}
