export interface Example {
  title: string;
  /** The table that it reads; it is offered only where that exists. */
  table: string;
  sql: string;
}

export const EXAMPLES: Example[] = [
  {
    title: "Spend by agent",
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
    title: "Spend per day and provider",
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
    title: "Cache hit rate by model",
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
    title: "What has no price",
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
    title: "Dearest calls",
    table: "events",
    sql: `SELECT event_time, model, agent, organization,
       input_tokens, cache_read_tokens, output_tokens, effective_cost
FROM   events
ORDER BY effective_cost DESC NULLS LAST
LIMIT  50`,
  },
  {
    title: "Billed by day",
    table: "costs",
    sql: `SELECT *
FROM   costs
LIMIT  100`,
  },
  {
    title: "Alerts",
    table: "alerts",
    sql: `SELECT *
FROM   alerts
LIMIT  100`,
  },
];
