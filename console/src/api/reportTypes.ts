// What the reports answer. Amounts are exact decimals as text; null is unknown, not zero.

/** What a drift consists of: the parts that are known add up to it. */
export interface DriftParts {
  callsNotMetered: string | null;
  cacheSplit: string | null;
  lateData: string | null;
  meteredPrice: string | null;
  listPrice: string | null;
  tier: string | null;
  billedCacheSplit: string | null;
  discountCreditTax: string | null;
  rounding: string | null;
  unexplained: string | null;
}

export interface MeterDifference {
  meter: string;
  /** By the provider. */
  counted: string | null;
  metered: string;
  callsNotMetered: string;
  cacheSplit: string;
  lateData: string;
}

export type Grain = "project_model" | "model" | "project" | "connection" | "provider";

export interface Reconciled {
  /** `2026-11-16`, as the provider's bill has days. */
  day: string;
  lastDay: string;
  connection: string | null;
  provider: string;
  project: string | null;
  model: string | null;
  grain: Grain;
  currency: string;
  billed: string | null;
  metered: string | null;
  /** What the provider's own usage costs by the price book. */
  estimated: string | null;
  /** The metered share of the bill. */
  coverage: string | null;
  /** Billed less metered. */
  drift: string | null;
  estimatedMinusMetered: string | null;
  billedMinusEstimated: string | null;
  parts: DriftParts;
  meters: MeterDifference[];
  /** Either side may still change. */
  open: boolean;
  unpricedEvents: string;
  withoutPrice: string[];
}

export interface ReconciledSum {
  currency: string;
  billed: string;
  metered: string;
  estimated: string | null;
  coverage: string | null;
  drift: string;
  parts: DriftParts;
  rowsLeftOut: number;
}

/** A key, a credential or a project of a provider, and the project that it belongs to. */
export interface ProjectMapping {
  provider: string;
  kind: "key" | "credential" | "project";
  id: string;
  name: string | null;
  project: string | null;
  connectionId: string | null;
  source: "provider" | "operator" | null;
}

export interface Reconciliation {
  from: string;
  to: string;
  items: Reconciled[];
  next: string | null;
  totals: ReconciledSum[];
}
