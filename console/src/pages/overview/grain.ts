import type { Days } from "../../ui/range";
import { dayBuckets, daysBetween } from "../../ui/chart/dayBuckets";
import type { Bucket } from "../../ui/chart/types";
import { lastDayOf } from "./expected";

/** How finely time is cut: months where days would be too thin to see. */
export type Grain = "day" | "month";

const MOST_DAYS = 100;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const grainOf = ({ from, to }: Days): Grain => (daysBetween(from, to).length > MOST_DAYS ? "month" : "day");

export function bucketsOf(days: Days, grain: Grain, today: string, soFar: string): Bucket[] {
  const all = daysBetween(days.from, days.to);
  if (grain === "day") return dayBuckets(all, today, soFar);
  const months = [...new Set(all.map((day) => day.slice(0, 7)))];
  return months.map((month, at) => {
    const name = NAMES[Number(month.slice(5)) - 1] ?? "";
    const isYear = at === 0 || month.endsWith("-01");
    return {
      id: month,
      tick: isYear ? `${name} ${month.slice(0, 4)}` : name,
      rank: isYear ? 1 : 2,
      title: `${name} ${month.slice(0, 4)}`,
      ...(month === today.slice(0, 7) && days.to === today && { incomplete: soFar }),
    };
  });
}

/** The days of some buckets, within those that are looked at. */
export function daysOfBuckets(from: Bucket, to: Bucket, grain: Grain, days: Days): Days {
  if (grain === "day") return { from: from.id, to: to.id };
  const first = `${from.id}-01`;
  const last = lastDayOf(to.id);
  return { from: first < days.from ? days.from : first, to: last > days.to ? days.to : last };
}
