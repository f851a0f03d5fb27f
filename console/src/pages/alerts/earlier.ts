import type { Alert } from "../../api/types";
import { formatDay, type Zone } from "../../format/time";

const MONTHS: Record<string, string> = {
  Jan: "January",
  Feb: "February",
  Mar: "March",
  Apr: "April",
  May: "May",
  Jun: "June",
  Jul: "July",
  Aug: "August",
  Sep: "September",
  Oct: "October",
  Nov: "November",
  Dec: "December",
};

export interface Earlier {
  title: string;
  alerts: Alert[];
}

/** `November`, with the year when it is another. */
function monthOf(at: string, zone: Zone, now: Date): string {
  const [, month = "", year] = formatDay(at, zone, now).split(" ");
  return [MONTHS[month] ?? month, year].filter(Boolean).join(" ");
}

/** Closed alerts by the month in which they opened, in the order that they have. */
export function earlierByMonth(closed: readonly Alert[], zone: Zone, now: Date): Earlier[] {
  const thisMonth = monthOf(now.toISOString(), zone, now);
  const groups = new Map<string, Alert[]>();
  for (const alert of closed) {
    const month = monthOf(alert.openedAt, zone, now);
    groups.set(month, [...(groups.get(month) ?? []), alert]);
  }
  return [...groups].map(([month, alerts]) => ({ title: month === thisMonth ? `Earlier in ${month}` : month, alerts }));
}

/** Those that opened in the month of now. */
export const ofThisMonth = (alerts: readonly Alert[], zone: Zone, now: Date): Alert[] =>
  alerts.filter(({ openedAt }) => monthOf(openedAt, zone, now) === monthOf(now.toISOString(), zone, now));
