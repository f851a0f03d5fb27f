import type { MeterPrice, Severity } from "./refined";

// Shapes that the OpenAPI document calls `object`, or has no schema for. One that gets a schema there goes from here.

export interface CostLine {
  meter: string;
  quantity: string;
  unitPrice: string | null;
  per: number;
  amount: string | null;
  /** What the sender's multiplier and a discount leave of it. */
  multiplier: string | null;
  /** Where the price is from, if from elsewhere than the rest of the cost. */
  priceEntry: string | null;
  priceVersion: string | null;
}

/** How the sum of the lines came into the currency that costs are kept in. */
export interface Conversion {
  from: string;
  amount: string;
  rate: string | null;
  day: string | null;
}

/** Of `CostView` the document knows the last two fields only. */
export interface EventCost {
  currency: string;
  reported: string | null;
  computed: string | null;
  effective: string | null;
  unpriced: { code: string } | null;
  lines: CostLine[];
  priceVersion: string | null;
  priceEntry: string | null;
  conversion: Conversion | null;
  difference: string | null;
  unpricedSentence: string | null;
}

export interface ListedModel {
  provider: string;
  model: string;
  prices: ({ meter: string } & MeterPrice)[];
  variants: string[];
}

export interface SqlTable {
  name: string;
  description: string;
  columns: { name: string; type: string; description: string }[];
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
  severity: Severity;
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
