import { describe, expect, it } from "vitest";
import type { ListedModel, Price } from "../../api/types";
import { bodyOf, draftLike, draftOf, emptyDraft, missing, usualPer } from "./draft";
import { scopeOf } from "./HistoryFields";
import { lastMonth } from "./lastMonth";
import { likeness, nearestModels, wordsFor } from "./nearest";
import { overrides } from "./overrides";
import { listedPriceText, priceDays, scopeText, termsText } from "./scopeText";
import { readPricesSearch } from "./search";

const price: Price = {
  id: "prc_1",
  version: 2,
  name: "Contract",
  scope: { provider: "openai", model: "gpt-4o", tool: null, organization: "Acme", product: null, keyId: null, connectionId: null, region: null, tier: null },
  from: "2026-11-01T00:00:00.000000Z",
  to: null,
  terms: {
    type: "prices",
    currency: "EUR",
    meters: { input_tokens: { price: "1.25", per: 1_000_000, tiers: [{ over: 200_000, price: "2.5" }], tiersBy: "context" } },
  },
  deleted: false,
  changedAt: "2026-11-02T00:00:00.000000Z",
  changedBy: "Ada",
  why: null,
};

const listed = (provider: string, model: string, ...meters: string[]): ListedModel => ({
  provider,
  model,
  prices: meters.map((meter) => ({ meter, price: "0.04", per: 1, tiers: [], tiersBy: "context" })),
  variants: [],
});

const tiered = (...tiers: [over: string, amount: string][]) => {
  const draft = emptyDraft({ model: "m" }, ["input_tokens"]);
  const meters = draft.meters.map((row) => ({ ...row, price: "1", tiers: tiers.map(([over, amount]) => ({ over, price: amount })) }));
  return { ...draft, meters };
};

describe("drafts", () => {
  it("change nothing that is not touched", () => {
    const { name, scope, from, to, terms } = bodyOf(draftOf(price));
    expect({ name, from, to, terms }).toEqual({ name: "Contract", from: "2026-11-01T00:00:00Z", to: null, terms: price.terms });
    expect(scope).toEqual({ provider: "openai", model: "gpt-4o", organization: "Acme" });
  });
  it("say what is missing", () => {
    const draft = emptyDraft({});
    expect(Object.keys(missing(draft))).toEqual(["name", "scope", "terms.meters"]);
    const [first] = draft.meters;
    const filled = { ...emptyDraft({ model: "m" }), meters: first ? [{ ...first, price: "x" }] : [] };
    expect(missing(filled)).toEqual({ "terms.meters.input_tokens.price": "A number, for example 1.25" });
    expect(missing({ ...filled, kind: "included" })).toEqual({});
  });
  it("take tiers that rise, each with a price", () => {
    const problem = (...tiers: [string, string][]) => missing(tiered(...tiers))["terms.meters.input_tokens.tiers"];
    expect(problem(["100", "2"], ["200", "3"])).toBeUndefined();
    expect(problem(["1.5", "2"])).toMatch(/whole number/);
    expect(problem(["200", "2"], ["200", "3"])).toMatch(/rising/);
    expect(problem(["200", ""])).toMatch(/needs a price/);
    expect(bodyOf(tiered([" 100 ", " 2 "])).terms).toMatchObject({ meters: { input_tokens: { tiers: [{ over: 100, price: "2" }] } } });
  });
  it("begin as a listed model is priced, with what it lacks left open", () => {
    const draft = draftLike(emptyDraft({ model: "new" }), listed("google", "old", "images", "web_searches"), ["images", "seconds"]);
    expect(draft.meters.map((row) => [row.meter, row.price])).toEqual([["images", "0.04"], ["seconds", ""]]);
    expect(draft.scope.model).toBe("new");
  });
  it("know what a price is usually for", () => {
    expect([usualPer("output_tokens"), usualPer("calls")]).toEqual(["1000000", "1"]);
  });
});

describe("the nearest known models", () => {
  const list = [
    listed("openrouter", "google/imagen-4.0-generate-001", "images"),
    listed("google", "gemini-3.1-flash-image-preview", "output_image_tokens"),
    listed("google", "imagen-4.0-generate-001", "images"),
    listed("x-ai", "grok-imagine-image", "images"),
    listed("acme", "unlike", "images"),
  ];
  it("price what was counted; the same provider and the most alike name come first", () => {
    const nearest = nearestModels({ provider: "google", model: "gemini-3.1-image", meters: ["images"] }, list);
    expect(nearest.map(({ provider, model }) => `${provider} ${model}`)).toEqual(["google imagen-4.0-generate-001", "x-ai grok-imagine-image"]);
    expect(nearestModels({ provider: "google", model: "gemini-3.1-image", meters: ["seconds"] }, list)).toEqual([]);
  });
  it("are alike whoever sells them and however they are dated", () => {
    expect(likeness("meta/llama-3-70b", "llama-3-70b-2026-01-02")).toBe(1);
    expect(likeness("gpt-5", "claude")).toBe(0);
  });
  it("are looked for by the longest words of the name, of its provider first", () => {
    expect(wordsFor({ provider: "google", model: "gemini-3.1-image", meters: [] })).toEqual(["google gemini", "google image", "gemini", "image"]);
    expect(wordsFor({ provider: null, model: "o1", meters: [] })).toEqual([]);
  });
});

const over = (part: Partial<Parameters<typeof overrides>[0]>) =>
  overrides({ provider: "openai", model: "gpt-4o", tool: null, ...part }, listed("openai", "gpt-4o-2024-08-06", "input_tokens"));

describe("overrides", () => {
  it("are prices for a listed model, its dated versions or a pattern", () => {
    expect([over({}), over({ model: "gpt-4*" }), over({ model: "gpt-4o-2024-08-06" })]).toEqual([true, true, true]);
    expect([over({ model: "gpt-4" }), over({ provider: "azure" }), over({ tool: "search" }), over({ model: "g.t*" })]).toEqual([false, false, false, false]);
  });
});

describe("texts", () => {
  it("name what a price is for and what it says", () => {
    expect(scopeText(price.scope)).toBe("openai, gpt-4o, organization Acme");
    expect(scopeText({})).toBe("everything");
    expect(termsText(price.terms)).toBe("Input EUR 1.25 per million, in tiers");
    expect([priceDays({ from: null, to: null }), priceDays({ from: null, to: "2025-12-01T00:00:00Z" })]).toEqual(["always", "to 1 Dec 2025"]);
    expect(listedPriceText(listed("google", "imagen", "images", "seconds"), ["images"])).toBe("Images $0.04");
    expect(termsText({ type: "discount", percent: "15", meters: null })).toBe("15% off the list");
  });
});

describe("the past", () => {
  it("begins at midnight, UTC", () => {
    expect(scopeOf({ from: "2026-11-01", model: " m ", provider: "" })).toEqual({ from: "2026-11-01T00:00:00Z", model: "m" });
    expect(lastMonth(new Date("2026-01-15T12:00:00Z"))).toEqual({ from: "2025-12-01", to: "2026-01-01" });
  });
  it("is read from the address", () => {
    expect(readPricesSearch({ tab: "past", provider: "openai", other: "x" })).toEqual({ tab: "past", provider: "openai" });
    expect(readPricesSearch({ like: "google/imagen", meters: "images", from: "2026-11-18" })).toEqual({ like: "google/imagen", meters: "images", from: "2026-11-18" });
    expect(readPricesSearch({ tab: "moon", model: 7 })).toEqual({});
  });
});
