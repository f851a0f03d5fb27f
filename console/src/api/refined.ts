import type { JsonSchema } from "./jsonSchema";
import type { Schemas } from "./schemas";

// Where the OpenAPI document says less than the server keeps to. What the document comes to say goes from here.

/** A shape with some fields said more exactly. It can have no field that the shape does not have. */
type Refined<T, Fields extends { [Name in keyof Fields]: Name extends keyof T ? unknown : never }> = Omit<T, keyof Fields> & Fields;

// Schemas that are an answer and a body at once: what a body may leave out, an answer has.

export type ProjectMapping = Required<Schemas["ProjectMapping"]>;
export type ProjectMappings = Refined<Schemas["ProjectMappings"], { items: ProjectMapping[] }>;

export type MeterPrice = Required<Schemas["MeterPrice"]>;
export type ListedModel = Refined<Schemas["ListedModel"], { prices: Required<Schemas["ListedPrice"]>[] }>;
export type PriceBook = Refined<Schemas["PriceBookView"], { items: ListedModel[] }>;

export type PriceScope = Required<Schemas["PriceScope"]>;
type TermsOf<Type extends Schemas["PriceTerms"]["type"]> = Extract<Schemas["PriceTerms"], { type: Type }>;
export type PriceTerms =
  | Refined<TermsOf<"prices">, { currency: string; meters: Record<string, MeterPrice> }>
  | Refined<TermsOf<"discount">, { meters: string[] | null }>
  | Refined<TermsOf<"included">, { meters: string[] | null }>;
export type Price = Refined<Schemas["Price"], { scope: PriceScope; terms: PriceTerms }>;

/** What a channel's kind does not know is left out; of what it knows, only the user can be null. */
type KeptSettings = { [Name in keyof Schemas["ChannelSettings"]]: NonNullable<Schemas["ChannelSettings"][Name]> };
export type Channel = Refined<Schemas["Channel"], Refined<KeptSettings, { user?: string | null }>>;
export type RotatedSecret = Refined<Schemas["RotatedSecret"], { channel: Channel }>;

// What is `object` or `string` in the document, and has a shape or a few words in truth.

/** A value for each name of `groupBy`. */
export type SpendGroup = Refined<Schemas["SpendGroup"], { group: Record<string, string | null> }>;
export type SpendReport = Refined<Schemas["SpendReport"], { items: SpendGroup[] }>;
export type SpendChange = Refined<Schemas["SpendChange"], { dimension: "agent" | "model" | "organization" | "product" }>;

type Manifest = Refined<Schemas["Manifest"], { settingsSchema: JsonSchema }>;
export type Component = Refined<Schemas["Component"], { manifest: Manifest }>;

/** Long work, as it stands. What comes of it depends on the work. */
export type Task<Result> = Refined<Schemas["TaskView"], { result: Result | null }>;
