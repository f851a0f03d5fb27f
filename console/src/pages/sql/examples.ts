import type { SavedQuery } from "./store";

/** A query to begin with. */
export interface Example extends SavedQuery {
  /** The table that it reads; it is offered only where that exists. */
  table: string;
}

export const EXAMPLES: Example[] = [
  {
    name: "Spend by agent",
    table: "events",
    sql: `SELECT agent,
       count(*)                             AS calls,
       sum(effective_cost)                  AS spend,
       count(*) - count(effective_cost)     AS unpriced
FROM   events
WHERE  event_time >= now()::TIMESTAMP - INTERVAL 30 DAY
GROUP BY agent
ORDER BY spend DESC NULLS LAST
LIMIT  20`,
  },
  {
    name: "Spend per day and provider",
    table: "events",
    sql: `SELECT CAST(event_time AS DATE) AS day,
       provider,
       sum(effective_cost)      AS spend,
       count(*)                 AS calls
FROM   events
GROUP BY day, provider
ORDER BY day DESC, spend DESC NULLS LAST`,
  },
  {
    name: "Cache hit rate by model",
    table: "events",
    sql: `SELECT model,
       sum(cache_read_tokens)                     AS from_cache,
       sum(input_tokens)                          AS uncached,
       round(100.0 * sum(cache_read_tokens)
         / nullif(sum(coalesce(input_tokens, 0)
                    + coalesce(cache_read_tokens, 0)
                    + coalesce(cache_write_tokens, 0)), 0), 1) AS hit_percent
FROM   events
GROUP BY model
ORDER BY from_cache DESC NULLS LAST`,
  },
  {
    name: "What has no price",
    table: "events",
    sql: `SELECT provider, model, unpriced_reason,
       count(*)        AS events,
       min(event_time) AS first_seen
FROM   events
WHERE  unpriced_reason IS NOT NULL
GROUP BY ALL
ORDER BY events DESC`,
  },
  {
    name: "Dearest calls",
    table: "events",
    sql: `SELECT event_time, model, agent, organization,
       input_tokens, cache_read_tokens, output_tokens, effective_cost
FROM   events
ORDER BY effective_cost DESC NULLS LAST
LIMIT  50`,
  },
  {
    name: "Spend per hour",
    table: "spend_hourly",
    sql: `SELECT hour,
       sum(amount)   AS spend
FROM   spend_hourly
WHERE  hour >= now()::TIMESTAMP - INTERVAL 48 HOUR
GROUP BY hour
ORDER BY hour`,
  },
  {
    name: "Billed by day",
    table: "costs",
    sql: `SELECT CAST(period_start AS DATE) AS day,
       connector,
       currency,
       sum(cost)                 AS billed
FROM   costs
GROUP BY ALL
ORDER BY day DESC, billed DESC NULLS LAST`,
  },
  {
    name: "Bill against meter",
    table: "reconciliation",
    sql: `WITH days AS (
  SELECT provider, connection_id, day, currency,
         sum(billed)             AS billed,
         sum(metered)            AS metered
  FROM   reconciliation
  GROUP BY ALL
  HAVING count(billed) > 0
)
SELECT provider,
       currency,
       count(*)                  AS days,
       sum(billed)               AS billed,
       sum(metered)              AS metered,
       sum(billed) - sum(metered) AS drift
FROM   days
GROUP BY ALL
ORDER BY abs(drift) DESC NULLS LAST`,
  },
  {
    name: "Alerts by rule",
    table: "alerts",
    sql: `SELECT rule_name,
       count(*)                                   AS alerts,
       count(*) FILTER (WHERE status = 'open')    AS still_open
FROM   alerts
GROUP BY rule_name
ORDER BY alerts DESC`,
  },
];
