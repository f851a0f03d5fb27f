import type { Alert } from "../../api/types";
import { calendarPeriod } from "../../measure/calendarPeriod";
import type { Period } from "../../measure/periods";

/** Regular times: RFC 3339, and seconds. */
export interface CurveTime {
  from: string;
  to: string;
  step: number;
}

const MOST_POINTS = 150;
const HOUR = 3_600_000;
const STEPS = [10, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];

/** Which time a curve shows: the alert, what came before it, and how it went on. */
export function curveTime({ openedAt, closedAt }: Pick<Alert, "openedAt" | "closedAt">, period: Period, timeZone: string, now: number): CurveTime {
  const opened = Date.parse(openedAt);
  const end = closedAt === null ? Math.max(now, opened) : Date.parse(closedAt);
  const [from, to] = around(opened, end, period, timeZone);
  const until = Math.min(to, now);
  const step = (STEPS.find((seconds) => (until - from) / (seconds * 1000) <= MOST_POINTS) ?? 86_400) * 1000;
  // A period of the calendar is cut from its own begin, so that no step is of two; the first step ends one step later.
  const base = period.kind === "calendar" ? from : Math.floor(from / step) * step;
  const first = period.kind === "calendar" ? base + step : base;
  const last = base + Math.ceil((until - base) / step) * step;
  return { from: new Date(first).toISOString(), to: new Date(Math.max(last, first)).toISOString(), step: step / 1000 };
}

function around(opened: number, end: number, period: Period, timeZone: string): [number, number] {
  if (period.kind === "calendar") {
    const { from, to } = calendarPeriod(period.every, opened, timeZone);
    return [from, to];
  }
  if (period.kind === "call") return [opened - HOUR, end + HOUR];
  const length = period.minutes * 60_000;
  if (length >= 24 * HOUR) return [opened - length, end + length / 4];
  const beside = Math.max(2 * length, (end - opened) / 4);
  return [opened - beside, end + beside];
}
