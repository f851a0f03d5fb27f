import type { BacktestAlert } from "../../api/types";

/** Where an alert stands in a time, in thousandths of its length. */
export interface Span {
  left: number;
  width: number;
}

/** The narrowest that can be seen. */
const NARROWEST = 3;

export function spanOf({ openedAt, clearedAt }: BacktestAlert, from: string, to: string): Span {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const length = Math.max(end - begin, 1);
  const place = (at: string) => Math.min(Math.max(Math.round(((Date.parse(at) - begin) * 1000) / length), 0), 1000);
  const left = Math.min(place(openedAt), 1000 - NARROWEST);
  return { left, width: Math.max((clearedAt ? place(clearedAt) : 1000) - left, NARROWEST) };
}

/** Rows of the time line: one a key, in the order in which they first open; the rest in the last. */
export function lanes(alerts: BacktestAlert[], most: number): { key: string; alerts: BacktestAlert[] }[] {
  const byKey = new Map<string, BacktestAlert[]>();
  for (const alert of alerts) byKey.set(alert.key, [...(byKey.get(alert.key) ?? []), alert]);
  const all = [...byKey].map(([key, of]) => ({ key, alerts: of }));
  if (all.length <= most) return all;
  const rest = all.slice(most - 1);
  return [...all.slice(0, most - 1), { key: `${rest.length} more keys`, alerts: rest.flatMap((lane) => lane.alerts) }];
}
