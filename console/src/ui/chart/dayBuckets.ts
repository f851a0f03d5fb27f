import { formatDate } from "../../format/time";
import type { Bucket } from "./types";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Every day from the first to the last, both included, `2026-11-01`. */
export function daysBetween(from: string, to: string): string[] {
  const days = [];
  const end = Date.parse(`${to}T00:00:00Z`);
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end; at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** Days of bills, which begin at midnight UTC, as buckets: the month is named at the first and where it begins. */
export function dayBuckets(days: readonly string[], today: string, soFar: string): Bucket[] {
  const now = new Date(`${today}T12:00:00Z`);
  return days.map((day, at) => {
    const number = Number(day.slice(8));
    const namesMonth = at === 0 || number === 1;
    const title = `${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${formatDate(day, now)}, UTC`;
    if (day === today) return { id: day, tick: "Today", rank: 0, title, incomplete: soFar };
    return {
      id: day,
      tick: namesMonth ? formatDate(day, now) : String(number),
      rank: namesMonth ? 1 : number % 10 === 0 ? 2 : number % 5 === 0 ? 3 : 4,
      title,
    };
  });
}
