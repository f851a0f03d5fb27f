/** An IANA name, for example `UTC`. */
import { serverNow } from "../clock";

export type Zone = string;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const formats = new Map<Zone, Intl.DateTimeFormat>();

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
  second: string;
}

function partsOf(at: Date, zone: Zone): Parts {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    year: Number(found["year"]),
    month: Number(found["month"]),
    day: Number(found["day"]),
    hour: found["hour"] ?? "",
    minute: found["minute"] ?? "",
    second: found["second"] ?? "",
  };
}

const sameDay = (a: Parts, b: Parts) => a.year === b.year && a.month === b.month && a.day === b.day;

/** Today `14:31:58`, this year `19 Nov, 02:31`, else `12 Mar 2025`. */
export function formatTime(iso: string, zone: Zone, now = serverNow()): string {
  const at = partsOf(new Date(iso), zone);
  const today = partsOf(now, zone);
  if (sameDay(at, today)) return `${at.hour}:${at.minute}:${at.second}`;
  const day = `${at.day} ${MONTHS[at.month - 1]}`;
  return at.year === today.year ? `${day}, ${at.hour}:${at.minute}` : `${day} ${at.year}`;
}

/** `12 Mar`, with the year when it is another. */
export function formatDay(iso: string, zone: Zone, now = serverNow()): string {
  const at = partsOf(new Date(iso), zone);
  const day = `${at.day} ${MONTHS[at.month - 1]}`;
  return at.year === partsOf(now, zone).year ? day : `${day} ${at.year}`;
}

/** A day of a bill, `2026-03-12`, in the same form. */
export const formatDate = (date: string, now = serverNow()): string => formatDay(`${date}T00:00:00Z`, "UTC", now);

/** `14:31` today, else with the day. */
export function formatMinute(iso: string, zone: Zone, now = serverNow()): string {
  const text = formatTime(iso, zone, now);
  return /^\d\d:\d\d:\d\d$/.test(text) ? text.slice(0, 5) : text;
}

/** For rows: the day unless it is today, the second, and the milliseconds apart because they are shown dim. */
export function formatRow(iso: string, zone: Zone, now = serverNow()): { day: string; clock: string; millis: string } {
  const date = new Date(iso);
  const at = partsOf(date, zone);
  return {
    day: sameDay(at, partsOf(now, zone)) ? "" : formatDay(iso, zone, now),
    clock: `${at.hour}:${at.minute}:${at.second}`,
    millis: `.${String(date.getUTCMilliseconds()).padStart(3, "0")}`,
  };
}

/** `19 Nov 2026, 02:31:07.418 UTC`, for a title or a copied text. */
export function formatFull(iso: string, zone: Zone): string {
  const date = new Date(iso);
  const at = partsOf(date, zone);
  const millis = String(date.getUTCMilliseconds()).padStart(3, "0");
  return `${at.day} ${MONTHS[at.month - 1]} ${at.year}, ${at.hour}:${at.minute}:${at.second}.${millis} ${zone}`;
}

/** `just now`, `3 s ago`; none from a minute on, where the time itself is said. */
export function formatAgo(iso: string, now = serverNow()): string | null {
  const seconds = Math.floor((now.getTime() - new Date(iso).getTime()) / 1000);
  if (seconds >= 60 || seconds < -5) return null;
  return seconds < 2 ? "just now" : `${seconds} s ago`;
}

/** `in 28 min`, `in 3 h`, `now`. */
export function formatUntil(iso: string, now = serverNow()): string {
  const minutes = Math.ceil((new Date(iso).getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`;
}

/** `42 ms`, `17.6 s`, `4 min 55 s`, `3 h 26 min`, `12 days`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
  return `${Math.round(minutes / 1440)} days`;
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
