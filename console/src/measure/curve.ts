import { type Counted, conditionsOf, over, timeColumn, valueOf } from "./counted";
import { longest } from "./periods";
import { literal, localTime, timestamp } from "../format/sqlText";
import { groupSql, whereSql } from "./where";

const seconds = (count: number): string => `INTERVAL ${literal(`${count} seconds`)}`;

/**
 * The value at regular times, of one group: from `from`, every so many seconds, until `to`. Events are added up by steps first,
 * so that a long time of many events is asked in one pass; a step that does not fit into the period is cut to one that does.
 */
export function curveSql(counted: Counted, group: readonly (string | null)[], from: string, to: string, step: number): string {
  const { period } = counted;
  const time = timeColumn(counted);
  const slice = sliceOf(counted, step);
  // Times begin early enough that the first one has a whole period behind it.
  const earliest = new Date(Date.parse(from) - Math.ceil(longest(period) / (step * 1000)) * step * 1000).toISOString();
  const conditions = [
    ...conditionsOf(counted),
    ...groupSql(counted.groups, group),
    `${time} >= ${timestamp(earliest)}`,
    `${time} < ${timestamp(to)}`,
  ];
  const isCall = period.kind === "call";
  const sums = isCall
    ? [`max(${counted.top}) AS top`]
    : [`sum(${counted.top}) AS top`, `count(${counted.top}) AS samples`, ...(counted.bottom ? [`sum(${counted.bottom}) AS bottom`] : [])];
  const value = isCall
    ? "top"
    : valueOf(counted, {
        top: counted.form === "total" || counted.form === "perMinute" ? `coalesce(${over("sum(top)")}, 0)` : over("sum(top)"),
        bottom: over("sum(bottom)"),
        samples: over("sum(samples)"),
        minutes: minutesOf(counted, slice),
      });
  return `WITH slices AS (
  SELECT time_bucket(${seconds(slice)}, ${time}, ${timestamp(earliest)}) + ${seconds(slice)} AS moment,
         ${sums.join(",\n         ")}
  FROM   events
  ${whereSql(conditions, "  ")}
  GROUP BY 1
),
times AS (
  SELECT unnest(generate_series(${timestamp(earliest)} + ${seconds(slice)}, ${timestamp(to)}, ${seconds(slice)})) AS moment
),
measured AS (
  SELECT moment, ${value} AS value
  FROM   times LEFT JOIN slices USING (moment)${windowSql(counted, slice)}
)
SELECT moment, value
FROM   measured
WHERE  moment >= ${timestamp(from)}${slice === step ? "" : `\nAND    date_diff('second', ${timestamp(from)}, moment) % ${step} = 0`}
ORDER BY moment`;
}

/** How events are added up first: as long as a step, or what goes into step and period. */
function sliceOf({ period }: Counted, step: number): number {
  return period.kind === "rolling" ? divisor(step, period.minutes * 60) : step;
}

const divisor = (left: number, right: number): number => (right === 0 ? left : divisor(right, left % right));

/** The period in whose calendar a slice lies that ends at `moment`. */
const periodSql = ({ period, timeZone }: Counted, slice: number): string =>
  period.kind === "calendar"
    ? `date_trunc('${period.every}', ${localTime(`(moment - INTERVAL ${literal(`${slice} seconds`)})`, timeZone)})`
    : "";

function windowSql(counted: Counted, slice: number): string {
  const { period } = counted;
  if (period.kind === "call") return "";
  if (period.kind === "calendar") {
    return `\n  WINDOW judged AS (PARTITION BY ${periodSql(counted, slice)} ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  }
  const back = period.minutes * 60 - slice;
  return `\n  WINDOW judged AS (ORDER BY moment RANGE BETWEEN INTERVAL ${literal(`${back} seconds`)} PRECEDING AND CURRENT ROW)`;
}

function minutesOf(counted: Counted, slice: number): string {
  const { period, timeZone } = counted;
  if (period.kind === "rolling") return String(period.minutes);
  return `greatest(date_diff('minute', ${periodSql(counted, slice)}, ${localTime("moment", timeZone)}), 1)`;
}
