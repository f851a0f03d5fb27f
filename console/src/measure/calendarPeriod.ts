import type { Zone } from "../format/time";
import type { Every } from "./periods";

/** The period of the calendar around a moment: its begin, and that of the next one. Milliseconds since 1970. */
export function calendarPeriod(every: Every, moment: number, zone: Zone): { from: number; to: number } {
  const local = new Date(localMilliseconds(moment, zone));
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const weekday = (local.getUTCDay() + 6) % 7;
  const quarter = month - (month % 3);
  const [from, to] = {
    day: [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)],
    week: [Date.UTC(year, month, day - weekday), Date.UTC(year, month, day - weekday + 7)],
    month: [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)],
    quarter: [Date.UTC(year, quarter, 1), Date.UTC(year, quarter + 3, 1)],
  }[every] as [number, number];
  return { from: momentOf(from, zone), to: momentOf(to, zone) };
}

const formats = new Map<Zone, Intl.DateTimeFormat>();

/** What a clock in the zone shows, read as if it were UTC. */
function localMilliseconds(moment: number, zone: Zone): number {
  let format = formats.get(zone);
  if (!format) {
    const two = "2-digit";
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** When a clock in the zone shows it. The difference to UTC may change in between: it is looked up where it is used. */
function momentOf(local: number, zone: Zone): number {
  const guess = local - (localMilliseconds(local, zone) - local);
  return guess - (localMilliseconds(guess, zone) - local);
}
