// The shapes of /api/v1. Decimals and integers over 2^53 are strings; times are RFC 3339 in UTC; null is unknown.

import type { Severity } from "./ruleTypes";

export type * from "./ruleTypes";

export type Decimal = string;
export type Integer = string;
export type Time = string;

export interface List<T> {
  items: T[];
  next: string | null;
}

export interface Person {
  id: string;
  name: string;
  role: string;
}

export interface Session {
  signedIn: boolean;
  ownerExists: boolean;
  person: Person | null;
  version: string;
  team: string;
  firstSignInPath: string | null;
}

export type Scope = "metering" | "read" | "full";

export interface Key {
  id: string;
  name: string;
  scope: Scope;
  masked: string;
  lastFour: string;
  createdAt: Time;
  createdBy: string | null;
  lastUsedAt: Time | null;
  events: Integer;
  refused: Integer;
}

export interface KeyWithText extends Key {
  key: string;
}

export interface Field {
  id: string;
  label: string;
  help: string;
  required: boolean;
  default: string | null;
  options: string[];
  secret: boolean;
}

export type StreamKind = "usage" | "cost" | "names";

export interface Connector {
  id: string;
  version: string;
  title: string;
  documentation: string;
  credentials: Field[];
  settings: Field[];
  schedule: string;
  streams: { id: string; kind: StreamKind; title: string; stepSeconds: number }[];
  requests: { method: string; base: string; path: string; billed: boolean }[];
  /** `https://host`, or `setting:` and the id of the setting that says it. */
  origins: string[];
  /** Whether its costs are what an account is charged, and not only an estimate. */
  billingSource: boolean;
  cannotTell: string[];
}

export interface Account {
  id: string | null;
  name: string | null;
  notes: string[];
}

export interface Sync {
  id: string;
  connectionId: string;
  /** Of a partial one some stream could not be read. */
  status: "running" | "done" | "partial" | "failed" | "cancelled";
  startedAt: Time;
  endedAt: Time | null;
  records: Integer;
  windowsDone: number;
  windowsTotal: number;
  requests: number;
  /** Of the time that is to be read. */
  daysDone: number;
  daysTotal: number;
  error: string | null;
}

export interface Coverage {
  stream: string;
  kind: StreamKind;
  from: Time;
  to: Time;
}

export type ConnectionStatus = "pending" | "connected" | "disconnected";

export interface Connection {
  id: string;
  connector: string;
  name: string;
  status: ConnectionStatus;
  reason: string | null;
  /** What is odd although it works, a sentence each. */
  warnings: string[];
  settings: Record<string, string>;
  credentials: Record<string, { length: number; setAt: Time }>;
  schedule: string;
  allowPrivate: boolean;
  /** By an origin of the connector: where its requests go instead. */
  endpoints: Record<string, string>;
  grantedOrigins: string[];
  account: Account | null;
  createdAt: Time;
  lastSync: Sync | null;
  nextSyncAt: Time | null;
  coverage: Coverage[];
}

export interface CheckResult {
  ok: boolean;
  account: Account | null;
  failure: string | null;
  message: string | null;
}

export interface MeteredEvent {
  seq: Integer;
  eventId: string;
  transactionId: string | null;
  kind: string;
  source: string | null;
  status: "live" | "voided";
  /** 0 as first received. */
  revision: number;
  eventTime: Time;
  receivedAt: Time;
  keyId: string | null;
  provider: string | null;
  model: string | null;
  organization: string | null;
  product: string | null;
  agent: string | null;
  taskType: string | null;
  environment: string | null;
  subscriberEmail: string | null;
  traceId: string | null;
  operation: string | null;
  stopReason: string | null;
  errorCode: number | string | null;
  isStreamed: boolean | null;
  inputTokens: number | string | null;
  cacheReadTokens: number | string | null;
  cacheWriteTokens: number | string | null;
  outputTokens: number | string | null;
  reasoningTokens: number | string | null;
  images: number | string | null;
  seconds: number | string | null;
  characters: number | string | null;
  durationMs: number | null;
  timeToFirstTokenMs: number | null;
  reportedCost: Decimal | null;
  computedCost: Decimal | null;
  effectiveCost: Decimal | null;
  currency: string;
  unpricedReason: string | null;
  findings: number;
}

export interface EventTotal {
  events: Integer;
  cost: Decimal | null;
  unpriced: Integer;
  currency: string;
  /** What was priced while costs were kept in another currency. */
  others: { currency: string; cost: Decimal }[];
}

export interface EventPage extends List<MeteredEvent> {
  total: EventTotal;
}

export interface CostLine {
  meter: string;
  quantity: Decimal;
  unitPrice: Decimal | null;
  per: number | string | null;
  amount: Decimal | null;
  /** What the sender's multiplier and a discount leave of it. */
  multiplier: Decimal | null;
  /** Where the price is from, if from elsewhere than the rest of the cost. */
  priceEntry: string | null;
  priceVersion: string | null;
}

/** How the sum of the lines came into the currency that costs are kept in. */
export interface Conversion {
  from: string;
  amount: Decimal;
  rate: Decimal | null;
  day: string | null;
}

/** Two records of one call disagree; what was kept counts. */
export interface Conflict {
  field: string;
  kept: string;
  keptFrom: string;
  other: string;
  otherFrom: string;
}

export interface EventDetail extends MeteredEvent {
  dimensions: Record<string, string>;
  meters: Record<string, Decimal>;
  attributes: Record<string, unknown> | null;
  cost: {
    currency: string;
    reported: Decimal | null;
    computed: Decimal | null;
    effective: Decimal | null;
    unpriced: { code: string } | null;
    unpricedSentence: string | null;
    lines: CostLine[];
    priceVersion: string | null;
    priceEntry: string | null;
    conversion: Conversion | null;
  };
  /** The effective cost that the rules saw. */
  judgedCost: Decimal | null;
  conflicts: Conflict[];
  alerts: { ruleId: string; ruleName: string; severity: Severity; title: string; key: string }[];
}

/** A record, or a whole request, that was refused. */
export interface RefusedRecord {
  receivedAt: Time;
  /** Empty when a signed-in person posted it. */
  keyId: string | null;
  endpoint: string;
  /** Its place in the request, from 0; null if the whole request was refused. */
  item: number | string | null;
  code: string;
  message: string;
  field: string | null;
  /** How it begins, with secrets masked. */
  body: string | null;
}

export interface Settings {
  capturePrompts: boolean;
  /** IANA name. */
  timeZone: string;
}

export interface SqlTable {
  name: string;
  description: string | null;
  columns: { name: string; type: string; description: string | null }[];
}

export interface SqlResult {
  columns: { name: string; type: string }[];
  rows: unknown[][];
  elapsedMs: number;
  truncated: boolean;
}

export interface Status {
  version: string;
  ledgerSeq: Integer;
  appliedSeq: Integer;
  behindSeconds: number | null;
  eventsPerSecond: number | null;
  events: Integer | null;
  warehouse: "ready" | "behind" | "failed";
}

export interface IngestAnswer {
  accepted: number;
  duplicates: number;
  rejected: number;
  results: { index: number; status: string; eventId?: string; error?: { message: string } }[];
  alerts?: { ruleName: string; title: string }[];
}
