import type { Backtest, BacktestAlert } from "../../api/types";
import { formatDuration } from "../../format/time";

/** An alert that would have been, beside the one of the live version that it overlaps. */
export interface Firing {
  alert: BacktestAlert;
  live: BacktestAlert | null;
}

const endOf = ({ clearedAt }: BacktestAlert): string => clearedAt ?? "9999";

const overlap = (left: BacktestAlert, right: BacktestAlert): boolean =>
  left.key === right.key && left.openedAt < endOf(right) && right.openedAt < endOf(left);

/** The newest first, and what only the live version would have raised. */
export function compareFirings(draft: Backtest, live: Backtest | null): { firings: Firing[]; lost: BacktestAlert[] } {
  const others = live?.alerts ?? [];
  const firings = draft.alerts
    .map((alert): Firing => ({ alert, live: others.find((other) => overlap(alert, other)) ?? null }))
    .toReversed();
  const lost = others.filter((other) => !draft.alerts.some((alert) => overlap(alert, other)));
  return { firings, lost };
}

/** `4 min 55 s sooner`, `2 min later`, `at the same time`; none where the live version raised nothing. */
export function againstLive({ alert, live }: Firing): string | null {
  if (!live) return null;
  const difference = Date.parse(live.openedAt) - Date.parse(alert.openedAt);
  if (Math.abs(difference) < 1_000) return "at the same time";
  return `${formatDuration(Math.abs(difference))} ${difference > 0 ? "sooner" : "later"}`;
}

/** What an alert is about, by dimension: `agent=route-planner` is of the agent route-planner. None for a hashed key. */
export function keyParts(key: string): { dimension: string; value: string }[] {
  const parts = key.split(/,(?=[a-z_]+=)/).map((part) => /^([a-z_]+)=(.*)$/s.exec(part));
  return parts.flatMap((found) => (found ? [{ dimension: found[1] ?? "", value: found[2] ?? "" }] : []));
}

/** `route-planner`, `Kestrel Freight, claude-opus-4-5`; a key that names nothing is everything together. */
export function keyText(key: string): string {
  const parts = keyParts(key);
  if (parts.length > 0) return parts.map(({ value }) => value).join(", ");
  return key === "all" ? "everything together" : key;
}
