import { type Counted, conditionsOf, over, timeColumn, valueOf } from "./counted";
import { valueSql } from "./dimensions";
import { longest } from "./periods";
import { literal, localTime, timestamp } from "../format/sqlText";
import { whereSql } from "./where";

/**
 * The highest value of each day, and of which group: judged at each event, as rules do, with periods that are exact to the
 * microsecond. `from` and `to` are moments, the days those of `zone`.
 */
export function highestByDaySql(counted: Counted, from: string, to: string, zone: string): string {
  const { period, groups } = counted;
  const time = timeColumn(counted);
  const names = groups.map(({ name }) => name.toLowerCase());
  const listed = names.map((name) => `, ${name}`).join("");
  const earliest = new Date(Date.parse(from) - longest(period)).toISOString();
  const conditions = [...conditionsOf(counted), `${time} >= ${timestamp(earliest)}`, `${time} < ${timestamp(to)}`];
  const columns = [
    `${time} AS moment`,
    ...groups.map((group, at) => (valueSql(group) === names[at] ? valueSql(group) : `${valueSql(group)} AS ${names[at]}`)),
    ...(period.kind === "calendar" ? [`date_trunc('${period.every}', ${localTime(time, counted.timeZone)}) AS period`] : []),
    `${counted.top} AS top`,
    ...(counted.bottom ? [`${counted.bottom} AS bottom`] : []),
  ];
  const value =
    period.kind === "call"
      ? "top"
      : valueOf(counted, { top: over("sum(top)"), bottom: over("sum(bottom)"), samples: over("count(top)"), minutes: minutesOf(counted) });
  return `WITH counted AS (
  SELECT ${columns.join(",\n         ")}
  FROM   events
  ${whereSql(conditions, "  ")}
),
measured AS (
  SELECT moment${listed}, ${value} AS value
  FROM   counted${windowSql(counted, names)}
)
SELECT CAST(${localTime("moment", zone)} AS DATE) AS day, max(value) AS value${names.map((name) => `, arg_max(${name}, value) AS ${name}`).join("")}
FROM   measured
WHERE  moment >= ${timestamp(from)}
GROUP BY day
ORDER BY day`;
}

function windowSql({ period }: Counted, names: readonly string[]): string {
  if (period.kind === "call") return "";
  const apart = period.kind === "calendar" ? [...names, "period"] : names;
  const frame =
    period.kind === "calendar"
      ? "UNBOUNDED PRECEDING"
      : // What came exactly a period ago is no longer in it.
        `INTERVAL ${literal(`${BigInt(period.minutes) * 60_000_000n - 1n} microseconds`)} PRECEDING`;
  const parted = apart.length > 0 ? `PARTITION BY ${apart.join(", ")} ` : "";
  return `\n  WINDOW judged AS (${parted}ORDER BY moment RANGE BETWEEN ${frame} AND CURRENT ROW)`;
}

/** A rate of the period so far is by at least a minute. */
function minutesOf({ period, timeZone }: Counted): string {
  if (period.kind === "rolling") return String(period.minutes);
  return `greatest(date_diff('minute', period, ${localTime("moment", timeZone)}), 1)`;
}
