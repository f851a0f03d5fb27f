import { describe, expect, it } from "vitest";
import type { SpendGroup } from "../../api/overviewQueries";
import type { Connection, Connector, UnpricedList } from "../../api/types";
import { connectionGap, inOrder, todayGap, unconnectedGaps, unpricedGap } from "./gaps";

const TODAY = "2026-11-23";
const NOW = new Date("2026-11-23T14:32:00Z");
const NOVEMBER = { from: "2026-11-01", to: TODAY };

const metered = (provider: string, amount: string): SpendGroup => ({
  group: { provider },
  amount,
  currency: "USD",
  basis: "metered",
  unpricedEvents: "0",
  others: false,
});
const span = (from: string, to: string) => ({ stream: "costs", kind: "cost" as const, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` });
const connectors = [{ id: "vertex", title: "Google Vertex AI" }, { id: "bedrock", title: "AWS Bedrock" }] as Connector[];
const connection = (part: Partial<Connection>) =>
  ({ id: "c", connector: "vertex", name: "Google Vertex AI", status: "connected", reason: null, coverage: [], nextSyncAt: null, ...part }) as Connection;

describe("gaps", () => {
  it("count events that nobody knows the cost of", () => {
    const group = { provider: "google", model: "gemini-3.1-image", tool: null, reason: "unknown_model", withoutCost: "7412" };
    const list = { items: [group, { ...group, model: "other", withoutCost: "0" }], more: false } as unknown as UnpricedList;
    expect(unpricedGap(list)).toMatchObject({ title: "7,412 events have no price", detail: "gemini-3.1-image is not in the price book" });
    expect(unpricedGap({ items: [], more: false })).toBeNull();
  });
  it("say which bills are missing", () => {
    const gap = connectionGap(connection({ coverage: [span("2026-10-01", "2026-11-21")] }), connectors, NOVEMBER, "UTC", NOW);
    expect(gap?.title).toBe("Google Vertex AI bill missing since 21 Nov");
    const early = [span("2026-10-01", "2026-11-05"), span("2026-11-08", "2026-11-23")];
    expect(connectionGap(connection({ coverage: early }), connectors, NOVEMBER, "UTC", NOW)?.title).toBe("Google Vertex AI bill missing on 5–7 Nov");
    const holes = [...early, span("2026-11-06", "2026-11-07")];
    expect(connectionGap(connection({ coverage: holes }), connectors, NOVEMBER, "UTC", NOW)?.title).toBe(
      "Google Vertex AI bill of 2 days missing, the first 5 Nov",
    );
    expect(connectionGap(connection({ coverage: [span("2026-10-01", "2026-11-23")] }), connectors, NOVEMBER, "UTC", NOW)).toBeNull();
  });
  it("tell trouble from waiting", () => {
    const broken = connectionGap(connection({ status: "disconnected", reason: "Google refuses" }), connectors, NOVEMBER, "UTC", NOW);
    const pending = connectionGap(connection({ status: "pending", nextSyncAt: "2026-11-23T15:00:00Z" }), connectors, NOVEMBER, "UTC", NOW);
    expect([broken?.detail, pending?.detail]).toEqual(["Google refuses", "First sync in 28 min, at 15:00"]);
    expect(inOrder([pending, todayGap(NOW.toISOString()), null, broken]).map(({ shape }) => shape)).toEqual(["off", "wait", "wait"]);
  });
  it("name providers that nobody reads, the dearest first", () => {
    const items = ["mistral", "aws", "google"].map((provider, at) => metered(provider, String(at + 1)));
    const gaps = unconnectedGaps(items, "USD", [connection({})], connectors);
    expect(gaps.map(({ title, detail }) => [title, detail])).toEqual([
      ["AWS Bedrock is not connected", "$2.00 metered, no bill beside it"],
      ["No connector reads Mistral", "$1.00 metered, no bill beside it"],
    ]);
    expect(unconnectedGaps(items, "USD", [], connectors)).toMatchObject([{ title: "No provider is connected", detail: "$6.00 metered, no bill beside it" }]);
  });
});
