import type { Decimal, Integer, Time } from "./types";

// Rules, what they find, and where it is sent.

export type Severity = "info" | "warning" | "critical";

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  required?: string[];
  enum?: (string | number)[];
  default?: unknown;
  items?: JsonSchema;
  const?: unknown;
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
}

export interface Component {
  id: string;
  sha256?: string;
  kind: string;
  builtin?: boolean;
  manifest: {
    name: string;
    version: string;
    title: string;
    documentation: string;
    columns: string[];
    settingsSchema: JsonSchema | string;
  };
  checks?: { check: string; ok: boolean; detail: string | null }[];
}

export type RuleState = "live" | "starting" | "detached" | "suspended" | "disabled";

export interface Rule {
  id: string;
  name: string;
  builtin: string | null;
  component: string | null;
  settings: Record<string, unknown>;
  channels: string[];
  enabled: boolean;
  shadow: boolean;
  state: RuleState;
  reason: string | null;
  createdAt: Time;
  updatedAt: Time;
  findings: Integer;
  traps: Integer;
  revision: Integer;
  memoryMib: number;
  /** Since the server started; microseconds and bytes. */
  cost: { rows: Integer; tookUs: Integer; memory: Integer };
  lastError: RuleLogLine | null;
}

/** What a rule was made of at some time. */
export interface RuleRevision {
  revision: Integer;
  builtin: string | null;
  component: string | null;
  settings: Record<string, unknown>;
  memoryMib: number;
  carried: boolean;
  startedAt: Time;
  startedBy: string;
}

/** What a rule would have found. */
export interface Backtest {
  from: Time;
  to: Time;
  events: number;
  rows: number;
  findings: number;
  alerts: BacktestAlert[];
  alertsOpened: number;
  tookMs: number;
}

export interface BacktestAlert {
  key: string;
  title: string;
  detail: string;
  severity: Severity;
  value: Decimal | null;
  limit: Decimal | null;
  seq: Integer;
  openedAt: Time;
  clearedAt: Time | null;
  findings: number;
}

export interface RuleLogLine {
  at: Time;
  level: string;
  message: string;
}

export type ChannelKind = "webhook" | "slack" | "email";

/** Settings of the other kinds are left out. */
export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Of a webhook, whole; of Slack, its host and end. */
  url?: string;
  host?: string;
  port?: number;
  tls?: SmtpTls;
  user?: string | null;
  from?: string;
  to?: string[];
  hasSecret: boolean;
  hasPassword: boolean;
  /** Until then the secret before signs, too. */
  rotatedUntil: Time | null;
  allowPrivate: boolean;
  createdAt: Time;
  lastDelivery: { status: string; at: Time; error: string | null } | null;
}

export type SmtpTls = "starttls" | "tls" | "none";

export interface RotatedSecret {
  channel: Channel;
  secret: string | null;
}

export interface LoggedDelivery {
  id: string;
  alertId: string | null;
  type: string;
  title: string;
  status: Delivery["status"];
  attempts: number;
  createdAt: Time;
  dueAt: Time | null;
  deliveredAt: Time | null;
  lastError: string | null;
  tries: { number: number; at: Time; status: number | null; error: string | null }[];
  payload: unknown;
}

export interface ChannelTest {
  ok: boolean;
  status: number | null;
  message: string;
}

export interface Delivery {
  id: string;
  channelId: string;
  channelName: string;
  status: "pending" | "delivered" | "failed";
  attempts: number;
  lastError: string | null;
  deliveredAt: Time | null;
}

export interface Alert {
  id: string;
  ruleId: string;
  ruleName: string;
  key: string;
  status: "open" | "cleared" | "resolved";
  severity: Severity;
  title: string;
  detail: string;
  value: Decimal | null;
  limit: Decimal | null;
  findings: Integer;
  firstEventId: string | null;
  lastEventId: string | null;
  openedAt: Time;
  updatedAt: Time;
  closedAt: Time | null;
  closedBy: string | null;
  acknowledged: { at: Time; by: string } | null;
  snoozed: { until: Time; by: string } | null;
  mute: Mute | null;
  stormId: string | null;
  deliveries: Delivery[];
}

export interface Mute {
  id: string;
  ruleId: string;
  ruleName: string;
  key: string;
  until: Time | null;
  note: string | null;
  createdAt: Time;
  createdBy: string;
}

export type Happening =
  | "opened"
  | "severity"
  | "acknowledged"
  | "unacknowledged"
  | "snoozed"
  | "unsnoozed"
  | "woke"
  | "muted"
  | "unmuted"
  | "cleared"
  | "resolved";

export interface HistoryEntry {
  at: Time;
  what: Happening;
  by: string | null;
  note: string | null;
  until: Time | null;
  severity: Severity | null;
}

export interface AlertWithHistory extends Alert {
  history: HistoryEntry[];
}
