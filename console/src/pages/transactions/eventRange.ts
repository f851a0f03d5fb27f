import { serverMilliseconds, serverNow } from "../../clock";
import { formatMinute, formatTime, type Zone } from "../../format/time";
import { type RangeName, RANGES as DAY_RANGES, daysText, rangeDays, rangeTitle, shiftDay } from "../../ui/range";

/** Ranges that move with the clock, and those of days, which all pages share. */
export const EVENT_RANGES = [
  { value: "1h", label: "Last hour", hours: 1 },
  { value: "24h", label: "24 hours", hours: 24 },
  ...DAY_RANGES.map((range) => ({ ...range, hours: null })),
  { value: "all", label: "All times", hours: null },
] as const satisfies readonly { value: EventRangeName; label: string; hours: number | null }[];

export type EventRangeName = "1h" | "24h" | RangeName | "all";
export const DEFAULT_RANGE: EventRangeName = "24h";

/** As it stands in an address: by name, or from and to: two days that are both included, or moments of which `to` is not. */
export interface EventRange {
  range?: EventRangeName;
  from?: string;
  to?: string;
}

/** What the API is asked for; none is open. */
export interface Moments {
  from?: string | undefined;
  to?: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isMoment = (value: unknown): value is string => typeof value === "string" && value.length > 0 && !Number.isNaN(Date.parse(value));

export function readEventRange(search: Record<string, unknown>): EventRange {
  const from = isMoment(search["from"]) ? search["from"] : undefined;
  const to = isMoment(search["to"]) ? search["to"] : undefined;
  if (from || to) return { ...(from && { from }), ...(to && { to }) };
  const range = EVENT_RANGES.find(({ value }) => value === search["range"])?.value;
  return range && range !== DEFAULT_RANGE ? { range } : {};
}

const isOfDays = ({ from = "", to = "" }: EventRange) => DAY.test(from) && DAY.test(to);

const startOf = (day: string) => `${day}T00:00:00.000Z`;

export function momentsOf(search: EventRange, now = serverMilliseconds()): Moments {
  const today = new Date(now).toISOString().slice(0, 10);
  const { range = DEFAULT_RANGE, from, to } = search;
  if (from || to) {
    if (isOfDays(search)) return { from: startOf(from ?? ""), to: startOf(shiftDay(to ?? "", 1)) };
    return { from, to };
  }
  const hours = EVENT_RANGES.find(({ value }) => value === range)?.hours ?? null;
  if (hours !== null) return { from: new Date(now - hours * 3_600_000).toISOString() };
  if (range === "all" || range === "1h" || range === "24h") return {};
  const days = rangeDays({ range }, today);
  return { from: startOf(days.from), to: days.to < today ? startOf(shiftDay(days.to, 1)) : undefined };
}

/** Whether rows that arrive now are in it. */
export const isMoving = (search: EventRange, now = serverMilliseconds()): boolean => {
  const { to } = momentsOf(search, now);
  return to === undefined || Date.parse(to) > now;
};

/** `24 hours`, `November to date`, `19 Nov, 02:00 – 19 Nov, 06:00`. */
export function eventRangeText(search: EventRange, zone: Zone, now = serverNow()): string {
  const today = now.toISOString().slice(0, 10);
  const { range = DEFAULT_RANGE, from, to } = search;
  if (from || to) {
    if (isOfDays(search)) return daysText({ from: from ?? "", to: to ?? "" }, today);
    if (!to) return `since ${formatMinute(from ?? "", zone, now)}`;
    if (!from) return `before ${formatMinute(to, zone, now)}`;
    return momentsText(from, to, zone, now);
  }
  if (range === "month" || range === "last-month") return rangeTitle({ range }, today) ?? range;
  return EVENT_RANGES.find(({ value }) => value === range)?.label ?? range;
}

/** The day is said once when both moments are on it. */
function momentsText(from: string, to: string, zone: Zone, now: Date): string {
  const [left, right] = [formatMinute(from, zone, now), formatMinute(to, zone, now)];
  const day = /^(.*), \d\d:\d\d$/.exec(left)?.[1];
  if (left === right) return `${formatTime(from, zone, now)}, less than a minute`;
  return day && right.startsWith(`${day}, `) ? `${left}–${right.slice(day.length + 2)}` : `${left} – ${right}`;
}
