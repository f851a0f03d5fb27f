// The shapes of the API by the names that pages use. They are generated from the API's OpenAPI document, see schema.d.ts.
// Decimals and integers over 2^53 are texts; times are RFC 3339 in UTC; null is unknown.

import type { Schemas } from "./schemas";

export type { Schemas } from "./schemas";
export type { JsonSchema } from "./jsonSchema";
export type * from "./refined";
export type * from "./undescribed";

/** An exact decimal as text. */
export type Decimal = string;
/** A whole number as text. */
export type Integer = string;
/** RFC 3339, UTC. */
export type Time = string;

/** One page of a list. */
export interface List<T> {
  items: T[];
  next: string | null;
}

export type Session = Schemas["SessionView"];
export type Person = Schemas["PersonView"];
export type Settings = Schemas["SettingsView"];
export type Status = Schemas["ServerStatus"];

export type Key = Schemas["Key"];
export type KeyWithText = Schemas["KeyWithText"];
export type Scope = Key["scope"];

export type Connector = Schemas["Connector"];
export type Field = Schemas["ConnectorField"];
export type CheckResult = Schemas["CheckResult"];
export type Connection = Schemas["Connection"];
export type Sync = Schemas["Sync"];
export type Coverage = Schemas["Coverage"];

export type MeteredEvent = Schemas["MeteredEvent"];
export type EventPage = Schemas["EventPage"];
export type EventTotal = Schemas["EventTotal"];
export type EventDetail = Schemas["EventDetail"];
export type CostLine = Schemas["CostLine"];
export type Conversion = Schemas["Conversion"];
export type Conflict = Schemas["ConflictView"];
export type IngestAnswer = Schemas["EventResults"];
export type RefusedRecord = Schemas["IngestError"];

export type SqlResult = Schemas["SqlAnswer"];
export type SqlTable = Schemas["Table"];

export type Rule = Schemas["Rule"];
export type RuleState = Rule["state"];
export type RuleRevision = Schemas["Revision"];
export type RuleLogLine = Schemas["LogLine"];

export type Alert = Schemas["Alert"];
export type Severity = Alert["severity"];
export type AlertWithHistory = Schemas["AlertWithHistory"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Happening = HistoryEntry["what"];
/** Several alerts, decided at once. */
export type SeveralDone = Schemas["SeveralDone"];
export type Mute = Schemas["Mute"];
export type Delivery = Schemas["Delivery"];
export type LoggedDelivery = Schemas["LoggedDelivery"];
export type ChannelTest = Schemas["ChannelTest"];
export type ChannelKind = Schemas["Channel"]["kind"];
export type SmtpTls = NonNullable<Schemas["ChannelSettings"]["tls"]>;

export type NewPrice = Schemas["NewPrice"];
export type TiersBy = NonNullable<Schemas["MeterPrice"]["tiersBy"]>;
export type UnpricedGroup = Schemas["UnpricedGroup"];
export type UnpricedList = Schemas["UnpricedList"];
export type ExchangeRate = Schemas["ExchangeRate"];
export type ExchangeRates = Schemas["ExchangeRates"];
/** Of events of the past. */
export type HistoryScope = Schemas["HistoryScope"];
export type Repricing = Schemas["Repricing"];

export type DriftParts = Schemas["DriftParts"];
export type Reconciled = Schemas["ReconciledRow"];
export type Reconciliation = Schemas["Reconciliation"];
