import type { Alert } from "../../api/types";
import { calendarPeriod } from "../../measure/calendarPeriod";
import type { Period } from "../../measure/periods";

/** The times of an alert, RFC 3339. */
export interface Span {
  /** What was measured begins. */
  from: string;
  /** What is told of it ends: with the alert, or, where a period is a day or more, when it opened. */
  to: string;
  opened: string;
  /** When it closed, or now; with the period, where that ended before. */
  end: string;
  /** Whether `from` to `to` is the period that was measured, and not all of the alert. */
  isPeriod: boolean;
  /** Of the calendar's periods, when the next one begins. */
  periodEnd: string | null;
}

const DAY_MINUTES = 1_440;
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

type Times = Pick<Alert, "openedAt" | "closedAt">;

/** None of rules that judge single events: they have no period. */
export function spanOf({ openedAt, closedAt }: Times, period: Period, timeZone: string, now: number): Span | null {
  if (period.kind === "call") return null;
  const opened = Date.parse(openedAt);
  const end = closedAt === null ? Math.max(now, opened) : Date.parse(closedAt);
  // A row that opened the alert counts: the end is after it.
  const justAfter = opened + 1;
  if (period.kind === "calendar") {
    const { from, to } = calendarPeriod(period.every, opened, timeZone);
    const last = Math.min(end, to);
    return { from: iso(from), to: iso(justAfter), opened: openedAt, end: iso(last), isPeriod: true, periodEnd: iso(to) };
  }
  const from = opened - period.minutes * 60_000 + 1;
  const isPeriod = period.minutes >= DAY_MINUTES;
  return { from: iso(from), to: iso(isPeriod ? justAfter : end), opened: openedAt, end: iso(end), isPeriod, periodEnd: null };
}
