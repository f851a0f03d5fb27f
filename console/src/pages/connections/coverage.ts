import { serverMilliseconds } from "../../clock";
import type { Connection, Coverage } from "../../api/types";
import { formatDay } from "../../format/time";
import type { Day, DayState } from "../../ui/coverageDay";

const DAY = 86_400_000;

export function coverageDays(connection: Pick<Connection, "coverage" | "status">, days: number, now = serverMilliseconds()): Day[] {
  const today = Math.floor(now / DAY) * DAY;
  const spans = connection.coverage.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  const first = Math.min(...spans.map(({ from }) => from));
  return Array.from({ length: days }, (_, index) => {
    const start = today - (days - 1 - index) * DAY;
    return { start: new Date(start).toISOString(), state: stateOf(start) };
  });

  function stateOf(start: number): DayState {
    const end = Math.min(start + DAY, now);
    if (spans.length === 0) return connection.status === "disconnected" ? "missing" : "pending";
    if (start + DAY <= first) return "none";
    const touched = spans.some(({ from, to }) => from < end && to > start);
    if (start === today) return connection.status === "disconnected" && !touched ? "missing" : "partial";
    if (spans.some(({ from, to }) => from <= start && to >= start + DAY)) return "covered";
    if (touched) return "partial";
    return start > first ? "missing" : "none";
  }
}

/** In words, for who does not see the strip. */
export function describeCoverage(days: readonly Day[]): string {
  const covered = days.filter(({ state }) => state === "covered" || state === "partial").length;
  const missing = days.filter(({ state }) => state === "missing").length;
  return `${covered} of ${days.length} days read${missing > 0 ? `, ${missing} missing` : ""}`;
}

/** The earliest moment that was read, of one kind of stream or of all. */
export function coveredSince(coverage: readonly Coverage[]): string | null {
  return coverage.reduce<string | null>((first, { from }) => (first === null || from < first ? from : first), null);
}

/** Three months before a day, or before today: where a longer past is likely to begin. */
export function furtherBack(begin: string | null, now = serverMilliseconds()): string {
  return new Date((begin ? Date.parse(begin) : now) - 90 * DAY).toISOString().slice(0, 10);
}

/** What was read, from when to when: `26 May – 28 Nov`, and how many gaps are in it. */
export function spansText(coverage: readonly Coverage[]): string {
  const spans = coverage.toSorted((a, b) => a.from.localeCompare(b.from));
  let gaps = 0;
  let end = spans[0]?.to ?? "";
  for (const { from, to } of spans) {
    if (from > end) gaps += 1;
    if (to > end) end = to;
  }
  const text = `${formatDay(spans[0]?.from ?? "", "UTC")} – ${formatDay(end, "UTC")}`;
  return gaps === 0 ? text : `${text}, ${gaps} ${gaps === 1 ? "gap" : "gaps"}`;
}
