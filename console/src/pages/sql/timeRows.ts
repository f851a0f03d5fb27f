import { formatDay, formatFull, formatMinute } from "../../format/time";
import type { Bucket } from "../../ui/chart/types";
import { dayBuckets } from "../../ui/chart/dayBuckets";

const DAY = 86_400_000;
/** More would be narrower than a pixel. */
const MOST_BUCKETS = 1_000;

/** A moment and the row that is about it; none where the result has a gap. */
export interface TimeRow {
  at: number;
  row: number | null;
}

const moment = (value: unknown): number => Date.parse(/^\d{4}-\d\d-\d\d$/.test(String(value)) ? `${String(value)}T00:00:00Z` : String(value));

const iso = (at: number): string => new Date(at).toISOString();

/** Rows in the order of their time. Where times have one step, what is missing between them is a gap and stays one. */
export function timeRows(times: readonly unknown[]): TimeRow[] {
  const rows: TimeRow[] = times.map((time, row) => ({ at: moment(time), row })).toSorted((a, b) => a.at - b.at);
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || rows.length < 3) return rows;
  const steps = rows.slice(1).map(({ at }, before) => at - (rows[before]?.at ?? at));
  const step = Math.min(...steps);
  const count = (last.at - first.at) / step + 1;
  if (!(step > 0) || count > MOST_BUCKETS || steps.some((one) => one % step !== 0)) return rows;
  const byTime = new Map(rows.map((one) => [one.at, one.row]));
  return Array.from({ length: count }, (_, index) => {
    const at = first.at + index * step;
    return { at, row: byTime.get(at) ?? null };
  });
}

/** Periods for the axis: days where all begin at midnight UTC, else moments. */
export function timeBuckets(rows: readonly TimeRow[], now: number): Bucket[] {
  if (rows.every(({ at }) => at % DAY === 0)) {
    const soFar = `to ${formatMinute(iso(now), "UTC", new Date(now))}`;
    return dayBuckets(rows.map(({ at }) => iso(at).slice(0, 10)), iso(now).slice(0, 10), soFar);
  }
  return rows.map(({ at }, index) => {
    const midnight = at % DAY === 0;
    const tick = midnight || index === 0 ? formatDay(iso(at), "UTC") : iso(at).slice(11, 16);
    const rank = midnight ? 1 : index === 0 ? 0 : at % (DAY / 4) === 0 ? 2 : at % (DAY / 24) === 0 ? 3 : 4;
    return { id: iso(at), tick, rank, title: formatFull(iso(at), "UTC") };
  });
}
