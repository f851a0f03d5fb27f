import { formatDay, formatRow, type Zone } from "../../format/time";
import type { Bucket } from "../../ui/chart/types";

/** Texts of the axis by how round the time is: midnight first, then hours that divide a day. */
const ROUND_MINUTES = [720, 360, 180, 60, 30, 15, 5, 1];

/** Regular times as buckets; the day is named at midnight, and the hour elsewhere. One that is still to come has not all of its step. */
export function curveBuckets(moments: readonly string[], zone: Zone, now: number): Bucket[] {
  return moments.map((moment) => {
    const clock = formatRow(moment, zone).clock;
    const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
    const isWhole = clock.endsWith(":00");
    const day = formatDay(moment, zone);
    const title = `${day}, ${isWhole ? clock.slice(0, 5) : clock}, ${zone}`;
    const incomplete = Date.parse(moment) > now ? { incomplete: "not all of it yet" } : {};
    if (isWhole && minutes === 0) return { id: moment, tick: day, rank: 1, title, ...incomplete };
    const place = isWhole ? ROUND_MINUTES.findIndex((round) => minutes % round === 0) : -1;
    return { id: moment, tick: place === -1 ? "" : clock.slice(0, 5), rank: place === -1 ? 99 : place + 2, title, ...incomplete };
  });
}
