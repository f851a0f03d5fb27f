import { serverNow } from "../../clock";
import type { Schemas } from "../../api/types";
import { formatDay, formatFull, formatRow, type Zone } from "../../format/time";
import type { Bucket } from "../../ui/chart/types";

export type EventHistogram = Schemas["EventHistogram"];

/** Hours by which a tick is the rounder, the roundest first. */
const ROUND_HOURS = [12, 6, 3, 1];

/** Stretches of time as buckets of a chart: the day is named at the first and where it begins. */
export function timeBuckets({ buckets, bucketSeconds }: EventHistogram, zone: Zone, now = serverNow()): Bucket[] {
  return buckets.map(({ from }, at) => {
    const end = new Date(Date.parse(from) + bucketSeconds * 1_000);
    const clock = clockOf(from, zone);
    const namesDay = bucketSeconds >= 86_400 || clock === "00:00";
    const first = at === 0 && bucketSeconds < 86_400;
    return {
      id: from,
      tick: namesDay ? formatDay(from, zone, now) : clock,
      rank: first || (namesDay && bucketSeconds < 86_400) ? 1 : rankOf(from, clock, bucketSeconds),
      title: titleOf(from, end, bucketSeconds, zone, now),
      ...(end > now && { incomplete: `to ${clockOf(now.toISOString(), zone)}` }),
    };
  });
}

const clockOf = (iso: string, zone: Zone) => formatRow(iso, zone).clock.slice(0, 5);

function rankOf(from: string, clock: string, bucketSeconds: number): number {
  if (bucketSeconds >= 86_400) {
    const days = Math.floor(Date.parse(from) / 86_400_000);
    return days % 14 === 0 ? 2 : days % 7 === 0 ? 3 : 4;
  }
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  if (minute === 0) return 2 + ROUND_HOURS.findIndex((hours) => hour % hours === 0);
  return minute % 30 === 0 ? 6 : minute % 15 === 0 ? 7 : minute % 5 === 0 ? 8 : 9;
}

function titleOf(from: string, end: Date, bucketSeconds: number, zone: Zone, now: Date): string {
  const day = formatDay(from, zone, now);
  if (bucketSeconds >= 86_400) return `${day}, ${zone}`;
  if (bucketSeconds < 60) return formatFull(from, zone);
  return `${day}, ${clockOf(from, zone)}–${clockOf(end.toISOString(), zone)} ${zone}`;
}

/** The bucket that a moment is in; -1 for none. */
export function bucketOf({ buckets, bucketSeconds }: EventHistogram, moment: string): number {
  const at = Date.parse(moment);
  return buckets.findIndex(({ from }) => at >= Date.parse(from) && at < Date.parse(from) + bucketSeconds * 1_000);
}

/** Moments from the beginning of one bucket to the end of another. */
export function stretchOf({ buckets, bucketSeconds }: EventHistogram, from: number, to: number): { from: string; to: string } | null {
  const [first, last] = [buckets[from], buckets[to]];
  if (!first || !last) return null;
  return {
    from: new Date(first.from).toISOString(),
    to: new Date(Date.parse(last.from) + bucketSeconds * 1_000).toISOString(),
  };
}
