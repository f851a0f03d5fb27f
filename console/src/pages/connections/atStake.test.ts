import { describe, expect, it } from "vitest";
import type { SpendGroup } from "../../api/overviewQueries";
import type { Connector } from "../../api/types";
import { atStake } from "./atStake";

const group = (provider: string | null, amount: string | null, more: Partial<SpendGroup> = {}) =>
  ({ group: { provider }, currency: "USD", basis: "metered", amount, unpricedEvents: "0", ...more }) as SpendGroup;
const connectors = ["openai", "bedrock", "vertex", "gemini"].map((id) => ({ id })) as Connector[];
const found = (spend: SpendGroup[], connected: string[] = []) => atStake(spend, connectors, new Set(connected));

describe("what is at stake", () => {
  it("is of providers that events name and no connection reads, the dearest first", () => {
    const seen = found([group("openai", "1.5"), group("aws", "2"), group(null, "9")]);
    expect(seen.map(({ provider, connectors: readers }) => [provider, readers.map(({ id }) => id)])).toEqual([
      ["aws", ["bedrock"]],
      ["openai", ["openai"]],
    ]);
  });
  it("is nothing where one of a provider's connectors is connected, or a bill was read", () => {
    expect(found([group("google", "1")], ["gemini"])).toEqual([]);
    expect(found([group("openai", "1", { basis: "billed" })])).toEqual([]);
  });
  it("names what several could read, and what nothing can", () => {
    expect(found([group("google", "1")])[0]?.connectors.map(({ id }) => id)).toEqual(["vertex", "gemini"]);
    expect(found([group("mistral", "1")])[0]?.connectors).toEqual([]);
  });
  it("keeps currencies apart and counts what has no price", () => {
    const seen = found([group("openai", null, { unpricedEvents: "4" }), group("openai", "1", { currency: "EUR" }), group("openai", "2.50")]);
    expect(seen[0]).toMatchObject({
      amounts: [{ currency: "USD", amount: "2.50" }, { currency: "EUR", amount: "1" }],
      unpricedEvents: 4,
    });
  });
});
