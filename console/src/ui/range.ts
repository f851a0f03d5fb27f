import { serverNow } from "../clock";
import { formatDate } from "../format/time";

/** The first and the last day that is looked at, `2026-11-01`. */
export interface Days {
  from: string;
  to: string;
}

/** A range as it stands in an address: by name, so that it moves with the clock, or two days that stay. */
export interface RangeSearch {
  range?: RangeName;
  from?: string;
  to?: string;
  /** Nothing is compared. */
  against?: "none";
}

export const RANGES = [
  { value: "today", label: "Today" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "month", label: "This month" },
  { value: "last-month", label: "Last month" },
] as const;

export type RangeName = (typeof RANGES)[number]["value"];

const DEFAULT_RANGE: RangeName = "month";
const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** The day where bills are: days of providers begin at midnight UTC. */
export const todayUtc = (now = serverNow()): string => now.toISOString().slice(0, 10);

export function shiftDay(day: string, by: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return todayUtc(at);
}

const firstOf = (day: string): string => `${day.slice(0, 7)}-01`;

const lastOf = (day: string): string => {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return todayUtc(new Date(Date.UTC(year, month, 0)));
};

/** The first day of the month that is so many later. */
function shiftMonth(day: string, by: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return todayUtc(new Date(Date.UTC(year, month - 1 + by, 1)));
}

const monthBefore = (day: string): Days => ({ from: shiftMonth(day, -1), to: lastOf(shiftMonth(day, -1)) });

const lengthOf = ({ from, to }: Days): number => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

const isWholeMonth = ({ from, to }: Days): boolean => from === firstOf(to) && to === lastOf(from);

const isMonthToDate = (search: RangeSearch): boolean => !search.from && (search.range ?? DEFAULT_RANGE) === "month";

const isDay = (text: unknown): text is string =>
  typeof text === "string" && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && shiftDay(text, 0) === text;

export function readRange(search: Record<string, unknown>): RangeSearch {
  const result: RangeSearch = search["against"] === "none" ? { against: "none" } : {};
  const { from, to } = search;
  if (isDay(from) && isDay(to) && from <= to) return { ...result, from, to };
  const range = RANGES.find(({ value }) => value === search["range"])?.value;
  return range && range !== DEFAULT_RANGE ? { ...result, range } : result;
}

export function rangeDays(search: RangeSearch, today: string): Days {
  if (search.from && search.to) return { from: search.from, to: search.to };
  switch (search.range ?? DEFAULT_RANGE) {
    case "today":
      return { from: today, to: today };
    case "7d":
      return { from: shiftDay(today, -6), to: today };
    case "30d":
      return { from: shiftDay(today, -29), to: today };
    case "month":
      return { from: firstOf(today), to: today };
    case "last-month":
      return monthBefore(today);
  }
}

/** What a range is compared with: a month with the month before, other days with as many before them. */
export function comparedDays(search: RangeSearch, today: string): Days | null {
  if (search.against === "none") return null;
  const days = rangeDays(search, today);
  if (isMonthToDate(search)) {
    const before = monthBefore(today);
    const sameDay = `${before.from.slice(0, 7)}${today.slice(7)}`;
    return { from: before.from, to: sameDay < before.to ? sameDay : before.to };
  }
  if (isWholeMonth(days)) return monthBefore(days.from);
  const length = lengthOf(days);
  return { from: shiftDay(days.from, -length), to: shiftDay(days.to, -length) };
}

/** `November to date`, `October`, `7 days`; none for days that somebody chose. */
export function rangeTitle(search: RangeSearch, today: string): string | null {
  const days = rangeDays(search, today);
  const month = MONTHS[Number(days.from.slice(5, 7)) - 1] ?? "";
  if (search.from) {
    if (!isWholeMonth(days)) return null;
    return days.from.slice(0, 4) === today.slice(0, 4) ? month : `${month} ${days.from.slice(0, 4)}`;
  }
  const range = search.range ?? DEFAULT_RANGE;
  if (range === "month") return `${month} to date`;
  if (range === "last-month") return month;
  return RANGES.find(({ value }) => value === range)?.label ?? null;
}

/** `23 Nov`, `1–23 Nov`, `28 Oct – 3 Nov`; with the year when it is another. */
export function daysText({ from, to }: Days, today: string): string {
  const now = new Date(`${today}T12:00:00Z`);
  if (from === to) return formatDate(from, now);
  if (firstOf(from) === firstOf(to)) return `${Number(from.slice(8))}–${formatDate(to, now)}`;
  return `${formatDate(from, now)} – ${formatDate(to, now)}`;
}

/** The range beside this one; none beyond today. */
export function movedRange(search: RangeSearch, step: 1 | -1, today: string): RangeSearch | null {
  const days = rangeDays(search, today);
  if (step === 1 && days.to >= today) return null;
  const against: RangeSearch = search.against ? { against: search.against } : {};
  if (isMonthToDate(search) || isWholeMonth(days)) {
    const from = shiftMonth(days.from, step);
    if (from === firstOf(today)) return against;
    if (from === monthBefore(today).from) return { ...against, range: "last-month" };
    return { ...against, from, to: lastOf(from) };
  }
  const length = lengthOf(days);
  const to = step === 1 && shiftDay(days.to, length) > today ? today : shiftDay(days.to, step * length);
  const moved = { from: shiftDay(to, 1 - length), to };
  const same = (["today", "7d", "30d"] as const).find((range) => rangeDays({ range }, today).from === moved.from && to === today);
  return same ? { ...against, range: same } : { ...against, ...moved };
}
