import type { Decimal, Integer, Time } from "./types";

/** The calls that a price is for. */
export interface PriceScope {
  provider: string | null;
  model: string | null;
  tool: string | null;
  organization: string | null;
  product: string | null;
  keyId: string | null;
  connectionId: string | null;
  region: string | null;
  tier: string | null;
}

export interface PriceTier {
  over: number;
  price: Decimal;
}

export type TiersBy = "context" | "volume" | "graduated";

export interface MeterPrice {
  price: Decimal;
  per: number;
  tiers: PriceTier[];
  tiersBy: TiersBy;
}

export type PriceTerms =
  | { type: "prices"; currency: string; meters: Record<string, MeterPrice> }
  | { type: "discount"; percent: Decimal; meters: string[] | null }
  | { type: "included"; meters: string[] | null };

export interface Price {
  id: string;
  version: number;
  name: string;
  scope: PriceScope;
  from: Time | null;
  to: Time | null;
  terms: PriceTerms;
  deleted: boolean;
  changedAt: Time;
  changedBy: string;
  why: string | null;
}

export interface NewPrice {
  name: string;
  scope: Partial<PriceScope>;
  from: Time | null;
  to: Time | null;
  terms: PriceTerms;
  why: string | null;
}

export interface ListedModel {
  provider: string;
  model: string;
  prices: ({ meter: string } & MeterPrice)[];
  variants: string[];
}

export interface PriceBook {
  listVersion: string;
  revision: number;
  currency: string;
  items: ListedModel[];
  more: boolean;
}

export interface UnpricedGroup {
  provider: string | null;
  model: string | null;
  tool: string | null;
  reason: string;
  meters: string[];
  events: Integer;
  withoutCost: Integer;
  inputTokens: Integer;
  outputTokens: Integer;
  firstSeen: Time;
  lastSeen: Time;
}

export interface UnpricedList {
  items: UnpricedGroup[];
  more: boolean;
}

export interface ExchangeRate {
  from: string;
  to: string;
  day: string;
  rate: Decimal;
  changedAt: Time;
  changedBy: string;
}

export interface ExchangeRates {
  currency: string;
  items: ExchangeRate[];
}

export interface HistoryScope {
  from?: Time;
  to?: Time;
  provider?: string;
  model?: string;
  organization?: string;
  tool?: string;
  unpricedOnly?: boolean;
}

export interface Repricing {
  id: string;
  state: "waiting" | "running" | "done" | "undone";
  requestedAt: Time;
  who: string;
  why: string;
  scope: Record<string, unknown>;
  listVersion: string;
  progress: number;
  events: number;
  changed: number;
  costBefore: Decimal;
  costAfter: Decimal;
  undoable: boolean;
}

export interface Sums {
  /** By currency. */
  cost: Record<string, Decimal>;
  unpriced: number;
}

/** Of events whose cost is known on both sides. */
export interface Difference {
  cost: Record<string, Decimal>;
  incomparable: number;
}

export interface Compared {
  events: number;
  changed: number;
  before: Sums;
  after: Sums;
  difference: Difference;
}

export interface Comparison extends Compared {
  groups: (Compared & { provider: string; model: string })[];
}
