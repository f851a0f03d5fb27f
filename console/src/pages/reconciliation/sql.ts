import { literal } from "../../format/sqlText";
import type { Connection } from "../../api/types";
import { shiftDay } from "../../ui/range";
import { OF_METERS, type Part } from "./parts";

interface Asked {
  from: string;
  to: string;
  provider: string;
  connections: readonly Connection[];
}

const within = (column: string, { from, to }: Asked): string =>
  `${column} >= TIMESTAMP ${literal(from)} AND ${column} < TIMESTAMP ${literal(shiftDay(to, 1))}`;

/** By the provider's name where no connection is known to be of it. */
const ofConnections = ({ provider, connections }: Asked): string =>
  connections.length === 0 ? `provider = ${literal(provider)}` : `connection_id IN (${connections.map(({ id }) => literal(id)).join(", ")})`;

/** Bills beside what was metered, by provider and day. */
export const monthSql = (from: string, to: string): string => `SELECT day, provider, currency,
       sum(billed)  AS billed,
       sum(metered) AS metered,
       sum(billed) - sum(metered) AS drift,
       bool_or(open) AS open
FROM   reconciliation
WHERE  day BETWEEN DATE ${literal(from)} AND DATE ${literal(to)}
GROUP BY ALL
ORDER BY provider, day`;

/** What is behind a part of a difference: counted tokens, prices of events, or lines of the bill. */
export function partSql(part: Part, asked: Asked): string {
  if (OF_METERS.includes(part)) return countsSql(asked);
  return part === "meteredPrice" ? pricesSql(asked) : linesSql(asked);
}

const countsSql = (asked: Asked): string => `SELECT 'events' AS says, model,
       sum(input_tokens)       AS input,
       sum(cache_read_tokens)  AS cache_read,
       sum(cache_write_tokens) AS cache_write,
       sum(cache_write_1h_tokens) AS cache_write_1h,
       sum(output_tokens)      AS output
FROM   events
WHERE  provider = ${literal(asked.provider)} AND status = 'live'
AND    ${within("event_time", asked)}
GROUP BY ALL
UNION ALL
SELECT 'provider', model, sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(cache_write_1h_tokens), sum(output_tokens)
FROM   usage
WHERE  ${ofConnections(asked)} AND provider <> 'claude-code'
AND    ${within("period_start", asked)}
GROUP BY ALL
ORDER BY model, says`;

const pricesSql = (asked: Asked): string => `SELECT model, price_version, count(*) AS events,
       sum(reported_cost)  AS reported,
       sum(computed_cost)  AS computed,
       sum(effective_cost) AS effective
FROM   events
WHERE  provider = ${literal(asked.provider)} AND status = 'live'
AND    ${within("event_time", asked)}
GROUP BY ALL
ORDER BY effective DESC NULLS LAST`;

const linesSql = (asked: Asked): string => `SELECT period_start, model, raw, units, unit, cost, currency
FROM   costs
WHERE  ${ofConnections(asked)}
AND    ${within("period_start", asked)}
ORDER BY cost DESC`;
