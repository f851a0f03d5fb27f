export type Every = "day" | "week" | "month" | "quarter";

/** The time that a rule looks back on. */
export type Period =
  | { kind: "rolling"; minutes: number; words: string }
  | { kind: "calendar"; every: Every; words: string }
  /** Each event on its own. */
  | { kind: "call"; words: string };

const rolling = (minutes: number, words: string): Period => ({ kind: "rolling", minutes, words });
const calendar = (every: Every): Period => ({ kind: "calendar", every, words: every === "day" ? "since midnight" : `in the ${every} so far` });

export const CALL: Period = { kind: "call", words: "" };

/** By the names of the settings. */
export const PERIODS: Record<string, Period> = {
  ONE_MINUTE: rolling(1, "in the last minute"),
  FIVE_MINUTES: rolling(5, "in the last 5 minutes"),
  FIFTEEN_MINUTES: rolling(15, "in the last 15 minutes"),
  THIRTY_MINUTES: rolling(30, "in the last 30 minutes"),
  ONE_HOUR: rolling(60, "in the last hour"),
  TWELVE_HOURS: rolling(720, "in the last 12 hours"),
  TWENTY_FOUR_HOURS: rolling(1_440, "in the last 24 hours"),
  SEVEN_DAYS: rolling(10_080, "in the last 7 days"),
  THIRTY_DAYS: rolling(43_200, "in the last 30 days"),
  DAILY: calendar("day"),
  WEEKLY: calendar("week"),
  MONTHLY: calendar("month"),
  QUARTERLY: calendar("quarter"),
};

const LONGEST_DAYS: Record<Every, number> = { day: 1, week: 7, month: 31, quarter: 92 };

/** At most so many milliseconds, with an hour for clocks that are put back. */
export function longest(period: Period): number {
  if (period.kind === "call") return 0;
  return period.kind === "rolling" ? period.minutes * 60_000 : LONGEST_DAYS[period.every] * 86_400_000 + 3_600_000;
}
