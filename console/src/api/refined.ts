import type { Answer, Refined, Schemas } from "./answer";
import type { JsonSchema } from "./jsonSchema";
import type { EventCost, ListedModel } from "./undescribed";

// Where the OpenAPI document says less than the server keeps to: texts that are one of a few words, values without a type,
// fields of an answer that it calls optional. What the document comes to say goes from here.

export type Scope = "metering" | "read" | "full";
export type Key = Refined<Answer<"Key">, { scope: Scope }>;
export type KeyWithText = Refined<Answer<"KeyWithText">, { scope: Scope }>;

export type Connector = Refined<Answer<"Connector">, { streams: ConnectorStream[] }>;
type ConnectorStream = Refined<Answer<"ConnectorStream">, { kind: "usage" | "cost" | "names" }>;

export type ConnectionStatus = "pending" | "connected" | "disconnected";
export type Connection = Refined<
  Answer<"Connection">,
  { status: ConnectionStatus; lastSync: Sync | null; coverage: Coverage[] }
>;
export type Sync = Refined<Answer<"Sync">, { status: "running" | "done" | "partial" | "failed" | "cancelled" }>;
export type Coverage = Refined<Answer<"Coverage">, { kind: "usage" | "cost" }>;

/** Counts are texts beyond 2^53. */
type Count = number | string | null;
interface MeteredFields {
  status: "live" | "voided";
  inputTokens: Count;
  cacheReadTokens: Count;
  cacheWriteTokens: Count;
  outputTokens: Count;
  reasoningTokens: Count;
}
export type MeteredEvent = Refined<Answer<"MeteredEvent">, MeteredFields>;
export type EventPage = Refined<Answer<"EventPage">, { items: MeteredEvent[] }>;
export type EventDetail = Refined<Answer<"EventDetail">, MeteredFields & { cost: EventCost; alerts: AlertView[] }>;
type AlertView = Refined<Answer<"AlertView">, { severity: Severity }>;

/** The document gives none of these fields a type. */
export type RefusedRecord = Refined<
  Answer<"IngestError">,
  {
    receivedAt: string;
    /** Empty when a signed-in person posted it. */
    keyId: string | null;
    endpoint: string;
    item: Count;
    code: string;
    message: string;
    field: string | null;
    body: string | null;
  }
>;

export type SqlResult = Refined<Answer<"SqlAnswer">, { rows: unknown[][] }>;
export type Status = Refined<Answer<"ServerStatus">, { warehouse: "ready" | "behind" | "failed" }>;

/** Long work, as it stands. What comes of it depends on the work. */
export type Task<Result> = Refined<
  Answer<"TaskView">,
  { status: "running" | "done" | "failed" | "cancelled"; result: Result | null }
>;

export type Severity = "info" | "warning" | "critical";

type Manifest = Refined<Answer<"Manifest">, { settingsSchema: JsonSchema }>;
export type Component = Refined<Answer<"Component">, { manifest: Manifest }>;

export type RuleState = "live" | "starting" | "detached" | "suspended" | "disabled";
export type Rule = Refined<Answer<"Rule">, { state: RuleState }>;

type DeliveryStatus = "pending" | "delivered" | "failed";
export type Delivery = Refined<Answer<"Delivery">, { status: DeliveryStatus }>;
export type LoggedDelivery = Refined<Answer<"LoggedDelivery">, { status: DeliveryStatus }>;

interface AlertFields {
  status: "open" | "cleared" | "resolved";
  severity: Severity;
  deliveries: Delivery[];
}
export type Alert = Refined<Answer<"Alert">, AlertFields>;
/** Several alerts, decided at once. */
export type SeveralDone = Refined<Answer<"SeveralDone">, { items: Alert[] }>;
export type AlertWithHistory = Refined<Answer<"AlertWithHistory">, AlertFields & { history: HistoryEntry[] }>;

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
  | "resolved"
  | "noted";
export type HistoryEntry = Refined<Answer<"HistoryEntry">, { what: Happening; severity: Severity | null }>;

export type ChannelKind = "webhook" | "slack" | "email";
export type SmtpTls = "starttls" | "tls" | "none";
/** Unlike other answers, one of a channel leaves out what its kind does not know. */
export type Channel = Refined<
  Answer<"Channel">,
  {
    kind: ChannelKind;
    url?: string;
    host?: string;
    port?: number;
    tls?: SmtpTls;
    user?: string | null;
    from?: string;
    to?: string[];
  }
>;
export type RotatedSecret = Refined<Answer<"RotatedSecret">, { channel: Channel }>;

export type TiersBy = "context" | "volume" | "graduated";
/** What a request may leave out an answer has. */
export type MeterPrice = Refined<Answer<"MeterPrice">, { tiers: Answer<"PriceTier">[]; tiersBy: TiersBy }>;
type TermsOf<Type extends Schemas["PriceTerms"]["type"]> = Extract<Answer<"PriceTerms">, { type: Type }>;
export type PriceTerms =
  | Refined<TermsOf<"prices">, { currency: string; meters: Record<string, MeterPrice> }>
  | TermsOf<"discount">
  | TermsOf<"included">;
export type Price = Refined<Answer<"Price">, { terms: PriceTerms }>;
export type PriceBook = Refined<Answer<"PriceBookView">, { items: ListedModel[] }>;
export type Repricing = Refined<Answer<"Repricing">, { state: "waiting" | "running" | "done" | "undone" }>;

export type Grain = "project_model" | "model" | "project" | "connection" | "provider";
export type Reconciled = Refined<Answer<"ReconciledRow">, { grain: Grain }>;
export type Reconciliation = Refined<Answer<"Reconciliation">, { items: Reconciled[] }>;
export type ProjectMapping = Refined<
  Answer<"ProjectMapping">,
  { kind: "key" | "credential" | "project"; source: "provider" | "operator" | null }
>;
export type ProjectMappings = Refined<Answer<"ProjectMappings">, { items: ProjectMapping[] }>;
