import type { Backtest } from "../../api/types";
import { counted, formatCount } from "../../format/number";
import { formatDuration } from "../../format/time";
import type { DaysBack } from "./search";

const TIMES: Record<DaysBack, string> = { "1": "24 hours", "7": "7 days", "30": "30 days" };

/** `v4 would have raised 4 alerts in 30 days.` */
export function headline(name: string, alerts: number, days: DaysBack): string {
  return `${name} would have raised ${alerts === 0 ? "no alert" : counted(alerts, "alert")} in ${TIMES[days]}.`;
}

/** `v3, at $50, would have raised 3.`; the limit is said where it is what differs. */
export function comparison(name: string, limit: string | null, alerts: number): string {
  return `${name}${limit ? `, at ${limit},` : ""} would have raised ${alerts === 0 ? "none" : formatCount(alerts)}.`;
}

/** What was judged, and how long it took. */
export function completeness({ events, rows, tookMs }: Backtest, from: string, to: string): string {
  const reached = rows < events ? ` ${formatCount(rows)} of them are of the kind that the rule looks at.` : "";
  return `Complete: all ${counted(events, "event")} of ${from} to ${to} were judged in ${formatDuration(tookMs)}.${reached}`;
}

/** What a rule that measures money did not see. */
export const uncounted = (events: string): string =>
  `${counted(events, "unpriced event")} could not be counted, so the true spend may be higher.`;
