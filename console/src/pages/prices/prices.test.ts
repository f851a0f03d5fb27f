import { describe, expect, it } from "vitest";
import type { Price } from "../../api/types";
import { bodyOf, draftOf, emptyDraft, missing, usualPer } from "./draft";
import { scopeOf } from "./HistoryFields";
import { lastMonth } from "./lastMonth";
import { scopeText, termsText } from "./scopeText";
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
  it("know what a price is usually for", () => {
    expect([usualPer("output_tokens"), usualPer("calls")]).toEqual(["1000000", "1"]);
  });
});

describe("texts", () => {
  it("name what a price is for and what it says", () => {
    expect(scopeText(price.scope)).toBe("openai, gpt-4o, organization Acme");
    expect(scopeText({})).toBe("everything");
    expect(termsText(price.terms)).toBe("Input EUR 1.25 per million, in tiers");
    expect(termsText({ type: "discount", percent: "15", meters: null })).toBe("15 % off the list");
  });
});

describe("the past", () => {
  it("begins at midnight, UTC", () => {
    expect(scopeOf({ from: "2026-11-01", model: " m ", provider: "" })).toEqual({ from: "2026-11-01T00:00:00Z", model: "m" });
    expect(lastMonth(new Date("2026-01-15T12:00:00Z"))).toEqual({ from: "2025-12-01", to: "2026-01-01" });
  });
  it("is read from the address", () => {
    expect(readPricesSearch({ tab: "past", provider: "openai", other: "x" })).toEqual({ tab: "past", provider: "openai" });
    expect(readPricesSearch({ tab: "moon", model: 7 })).toEqual({});
  });
});
