import type { Schemas } from "./schemas";

// Shapes that the OpenAPI document has no schema for. One that gets a schema there goes from here.

/** Whether each part can work. */
export interface Readiness {
  parts: { ingest: "ready" | "refusing" | "failed"; warehouse: Schemas["ServerStatus"]["warehouse"] };
}

/** What a rule would have found: the result of a back-test's task. */
export interface Backtest {
  from: string;
  to: string;
  events: number;
  rows: number;
  findings: number;
  /** A thousand at most. */
  alerts: BacktestAlert[];
  alertsOpened: number;
  tookMs: number;
}

export interface BacktestAlert {
  key: string;
  title: string;
  detail: string;
  severity: Schemas["Alert"]["severity"];
  value: string | null;
  limit: string | null;
  seq: string;
  openedAt: string;
  clearedAt: string | null;
  findings: number;
}

export interface Sums {
  /** By currency. */
  cost: Record<string, string>;
  unpriced: number;
}

/** Of events whose cost is known on both sides. */
export interface Difference {
  cost: Record<string, string>;
  incomparable: number;
}

export interface Compared {
  events: number;
  changed: number;
  before: Sums;
  after: Sums;
  difference: Difference;
}

/** The result of a preview's or a what-if's task. */
export interface Comparison extends Compared {
  groups: (Compared & { provider: string; model: string })[];
  /** By the day of the calls, in UTC. */
  days: (Compared & { day: string })[];
}
