import type { ListedModel, MeterPrice, NewPrice, Price, PriceScope, PriceTerms, TiersBy } from "../../api/types";
import { parseDecimal } from "../../format/decimal";

/** A price while it is written: everything is a text, as the fields have it. */
export interface Draft {
  name: string;
  scope: Record<keyof PriceScope, string>;
  /** Days, UTC. */
  from: string;
  to: string;
  kind: PriceTerms["type"];
  currency: string;
  meters: MeterRow[];
  percent: string;
  /** Names of meters, comma-separated; empty for all. */
  only: string;
  why: string;
}

export interface MeterRow {
  meter: string;
  price: string;
  per: string;
  tiers: { over: string; price: string }[];
  tiersBy: TiersBy;
}

export const METERS = [
  "input_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cache_write_1h_tokens",
  "output_tokens",
  "reasoning_tokens",
  "input_audio_tokens",
  "output_audio_tokens",
  "images",
  "seconds",
  "characters",
  "web_searches",
  "requests",
  "calls",
] as const;

const NOWHERE = { provider: "", model: "", tool: "", organization: "", product: "", keyId: "", connectionId: "", region: "", tier: "" };

/** How many units a price is usually for. */
export function usualPer(meter: string): string {
  return /tokens|characters/.test(meter) ? "1000000" : "1";
}

export const row = (meter: string): MeterRow => ({ meter, price: "", per: usualPer(meter), tiers: [], tiersBy: "context" });

const usualMeters = (names: { tool?: string }): string[] => (names.tool ? ["calls"] : ["input_tokens", "output_tokens"]);

export function emptyDraft(names: Partial<Record<keyof PriceScope, string>>, meters = usualMeters(names)): Draft {
  const about = names.tool ?? names.model ?? "";
  return {
    name: about,
    scope: { ...NOWHERE, ...names },
    from: "",
    to: "",
    kind: "prices",
    currency: "USD",
    meters: meters.map(row),
    percent: "",
    only: "",
    why: "",
  };
}

const rowOf = (meter: string, { price, per, tiers, tiersBy }: MeterPrice): MeterRow => ({
  meter,
  price,
  per: String(per),
  tiers: tiers.map((tier) => ({ ...tier, over: String(tier.over) })),
  tiersBy,
});

const rows = (meters: Record<string, MeterPrice>): MeterRow[] => Object.entries(meters).map(([meter, price]) => rowOf(meter, price));

export function draftOf(price: Price): Draft {
  const { terms } = price;
  const scope = Object.fromEntries(Object.entries(price.scope).map(([name, text]) => [name, text ?? ""]));
  return {
    ...emptyDraft({}),
    name: price.name,
    scope: { ...NOWHERE, ...scope },
    from: price.from?.slice(0, 10) ?? "",
    to: price.to?.slice(0, 10) ?? "",
    kind: terms.type,
    ...(terms.type === "prices" && { currency: terms.currency, meters: rows(terms.meters) }),
    ...(terms.type === "discount" && { percent: terms.percent }),
    ...(terms.type !== "prices" && { only: (terms.meters ?? []).join(", ") }),
  };
}

/** A list price as the beginning of an own one. */
export function draftOfListed(provider: string, model: string, prices: ({ meter: string } & MeterPrice)[]): Draft {
  const meters = prices.map(({ meter, ...price }) => rowOf(meter, price));
  return { ...emptyDraft({ provider, model }), name: `${model}, own price`, meters };
}

/** The price of a listed model for one that the list does not know; what was counted and is not priced there waits for one. */
export function draftLike(begun: Draft, { model, prices }: ListedModel, meters: readonly string[]): Draft {
  const wanted = prices.filter(({ meter }) => meters.length === 0 || meters.includes(meter));
  const missed = meters.filter((meter) => !prices.some((price) => price.meter === meter));
  return {
    ...begun,
    meters: [...wanted.map(({ meter, ...price }) => rowOf(meter, price)), ...missed.map(row)],
    why: `As the list has ${model}`,
  };
}

const day = (text: string) => (text ? `${text}T00:00:00Z` : null);

const meterPrice = ({ meter, price, per, tiers, tiersBy }: MeterRow): [string, MeterPrice] => [
  meter.trim(),
  {
    price: price.trim(),
    per: Number(per),
    tiers: tiers.map((tier) => ({ over: Number(tier.over.trim()), price: tier.price.trim() })),
    tiersBy,
  },
];

function termsOf(draft: Draft): PriceTerms {
  const names = draft.only
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const meters = names.length > 0 ? names : null;
  if (draft.kind === "discount") return { type: "discount", percent: draft.percent.trim(), meters };
  if (draft.kind === "included") return { type: "included", meters };
  const priced = draft.meters.filter(({ price }) => price.trim());
  return { type: "prices", currency: draft.currency.trim().toUpperCase(), meters: Object.fromEntries(priced.map(meterPrice)) };
}

export function bodyOf(draft: Draft): NewPrice {
  const given = Object.entries(draft.scope).filter(([, text]) => text.trim());
  return {
    name: draft.name,
    scope: Object.fromEntries(given.map(([name, text]) => [name, text.trim()])),
    from: day(draft.from),
    to: day(draft.to),
    terms: termsOf(draft),
    why: draft.why.trim() || null,
  };
}

/** What is missing before the server is asked, by field. */
export function missing(draft: Draft): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!draft.name.trim()) wrong["name"] = "Needed";
  if (Object.values(draft.scope).every((text) => !text.trim())) wrong["scope"] = "Say which calls it is for";
  if (draft.kind === "discount" && !parseDecimal(draft.percent.trim())) wrong["terms.percent"] = "A number of 0 to 100";
  if (draft.kind === "prices") {
    const priced = draft.meters.filter(({ price }) => price.trim());
    if (priced.length === 0) wrong["terms.meters"] = "One meter needs a price";
    for (const { meter, price, tiers } of priced) {
      if (!parseDecimal(price.trim())) wrong[`terms.meters.${meter}.price`] = "A number, for example 1.25";
      const problem = wrongTiers(tiers);
      if (problem) wrong[`terms.meters.${meter}.tiers`] = problem;
    }
  }
  return wrong;
}

/** Whole numbers that rise, each with a price. */
function wrongTiers(tiers: MeterRow["tiers"]): string | null {
  const starts = tiers.map(({ over }) => over.trim());
  if (!starts.every((over) => /^\d{1,15}$/.test(over))) return "A tier begins beyond a whole number, for example 200000";
  if (starts.some((over, at) => at > 0 && BigInt(over) <= BigInt(starts[at - 1] ?? "0"))) return "Tiers begin at rising numbers";
  return tiers.every(({ price }) => parseDecimal(price.trim())) ? null : "A tier needs a price, for example 2.50";
}
