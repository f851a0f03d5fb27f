// The shapes of the API by the names that pages use. They are generated from the API's OpenAPI document, see schema.d.ts.
// Decimals and integers over 2^53 are texts; times are RFC 3339 in UTC; null is unknown.

import type { Answer, Schemas } from "./answer";

export type { Answer, Schemas } from "./answer";
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

export type Session = Answer<"SessionView">;
export type Person = Answer<"PersonView">;
export type Settings = Answer<"SettingsView">;

export type Field = Answer<"ConnectorField">;
export type CheckResult = Answer<"CheckResult">;

export type EventTotal = Answer<"EventTotal">;
export type Conflict = Answer<"ConflictView">;
/** Unlike other answers, it leaves out what an event does not have. */
export type IngestAnswer = Schemas["EventResults"];

export type RuleRevision = Answer<"Revision">;
export type RuleLogLine = Answer<"LogLine">;
export type ChannelTest = Answer<"ChannelTest">;
export type Mute = Answer<"Mute">;

export type PriceScope = Answer<"PriceScope">;
export type NewPrice = Schemas["NewPrice"];
export type UnpricedGroup = Answer<"UnpricedGroup">;
export type UnpricedList = Answer<"UnpricedList">;
export type ExchangeRate = Answer<"ExchangeRate">;
export type ExchangeRates = Answer<"ExchangeRates">;
/** Of events of the past. */
export type HistoryScope = Schemas["HistoryScope"];

export type DriftParts = Answer<"DriftParts">;
export type ReconciledSum = Answer<"ReconciledSum">;
