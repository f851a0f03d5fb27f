import type { Forecast } from "../../api/overviewQueries";
import { shiftDay } from "../../ui/range";
import { daysBetween } from "../../ui/chart/dayBuckets";
import type { Bucket, Expected } from "../../ui/chart/types";
import { sumKnown } from "../../format/decimal";
import type { Grain } from "./grain";

/** The days of a month that are still to come, where the range goes to today and is the month's beginning. */
export function daysAhead(from: string, to: string, today: string): string[] {
  if (to !== today || from !== `${today.slice(0, 7)}-01`) return [];
  return daysBetween(shiftDay(today, 1), lastDayOf(today.slice(0, 7)));
}

export function lastDayOf(yearMonth: string): string {
  const [year = 0, month = 1] = yearMonth.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** What is still expected of each bucket: of today its rest, of days ahead all, of a month what is left of it. */
export function expectedOf(buckets: readonly Bucket[], forecast: Forecast | undefined, grain: Grain): (Expected | null)[] {
  const days = new Map((forecast?.days ?? []).map((day) => [day.day, day]));
  return buckets.map((bucket) => {
    if (grain === "day") {
      const day = days.get(bucket.id);
      return day ? { low: day.low, high: day.high } : null;
    }
    if (!bucket.incomplete || forecast?.month !== bucket.id) return null;
    const all = [...days.values()];
    const [low, high] = [sumKnown(all.map((day) => day.low)), sumKnown(all.map((day) => day.high))];
    return low !== null && high !== null ? { low, high } : null;
  });
}
