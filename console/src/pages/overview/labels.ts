import { type Days, daysText } from "../../ui/range";

/** `Spent in November`, `Spent in 7 days`, `Spent today`, `Spent on 3–9 Nov`. */
export function spentLabel(title: string | null, days: Days, today: string): string {
  if (title === null) return `Spent on ${daysText(days, today)}`;
  if (title === "Today") return "Spent today";
  return `Spent in ${title.replace(/ to date$/, "")}`;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export const weekdayOf = (day: string): string => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";

/** `14:32`, in UTC as the day is; said where times are shown in another zone. */
export function soFar(asOf: string, zone: string): string {
  return `to ${new Date(asOf).toISOString().slice(11, 16)}${zone === "UTC" ? "" : " UTC"}`;
}
