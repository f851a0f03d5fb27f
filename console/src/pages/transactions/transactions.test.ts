import { describe, expect, it } from "vitest";
import type { EventPage, MeteredEvent } from "../../api/types";
import { describeFilter, readEntry, suggest } from "./filters";
import { mergeNewest } from "./mergeNewest";
import { filtersOf, rangeStart, readSearch } from "./search";
import { eventIdOf } from "./useEventLog";
import { withoutDoubles } from "./useLivePages";

const event = (eventId: string, more: Partial<MeteredEvent> = {}) => ({ eventId, ...more }) as MeteredEvent;
const page = (ids: string[], next: string | null, events = "9"): EventPage => ({
  items: ids.map((id) => event(id)),
  next,
  total: { events, cost: "1", unpriced: "0", currency: "USD", others: [] },
});
const idsOf = (pages: EventPage[]) => pages.map(({ items }) => items.map(({ eventId }) => eventId));

describe("typed filters", () => {
  it("names a dimension by its label or a shorter word", () => {
    expect(readEntry("provider:openai")).toEqual({ name: "provider", value: "openai" });
    expect(readEntry(" Env = production ")).toEqual({ name: "environment", value: "production" });
    expect(readEntry("org is Kestrel Freight")).toEqual({ name: "organization", value: "Kestrel Freight" });
    expect(readEntry("cost >= $0.05")).toEqual({ name: "minCost", value: "0.05" });
    expect(readEntry("unpriced")).toEqual({ name: "unpriced", value: "true" });
  });
  it("takes anything else as a text or an id", () => {
    expect(readEntry("evt_01J9")).toEqual({ name: "q", value: "evt_01J9" });
    expect(readEntry("arn:aws:bedrock")).toEqual({ name: "q", value: "arn:aws:bedrock" });
    expect(readEntry("cost: much")).toEqual({ name: "q", value: "cost: much" });
    expect(readEntry("  ")).toBeNull();
  });
  it("says what a filter does", () => {
    expect(describeFilter("minCost", "0.05")).toEqual({ label: "Cost", operator: "≥", value: "$0.05" });
    expect(describeFilter("unpriced", "true")).toEqual({ label: "Cost", operator: "is", value: "unpriced" });
  });
  it("suggests values of rows in view, most frequent first", () => {
    const rows = [
      event("1", { model: "claude-opus-4-5", provider: "anthropic" }),
      event("2", { model: "claude-opus-4-5", provider: "anthropic" }),
      event("3", { model: "claude-haiku-4-5", provider: "anthropic" }),
    ];
    expect(suggest("claude", rows)).toEqual([
      { name: "model", value: "claude-opus-4-5", count: 2 },
      { name: "model", value: "claude-haiku-4-5", count: 1 },
    ]);
    expect(suggest("provider:", rows)).toEqual([{ name: "provider", value: "anthropic", count: 3 }]);
    expect(suggest("prov", [])).toEqual([{ name: "provider", value: null, count: 0 }]);
  });
});

describe("addresses", () => {
  it("hold filters, range and the open event, and nothing else", () => {
    const search = readSearch({ provider: "openai", range: "7d", event: "evt_1", nonsense: "x", model: "" });
    expect(search).toEqual({ provider: "openai", range: "7d", event: "evt_1" });
    expect(filtersOf(search)).toEqual({ provider: "openai" });
    expect(readSearch({ range: "24h" })).toEqual({});
  });
  it("turn a range into its start", () => {
    expect(rangeStart("1h", Date.UTC(2026, 10, 23, 14))).toBe("2026-11-23T13:00:00.000Z");
    expect(rangeStart("all")).toBeUndefined();
  });
});

describe("a fresh newest page", () => {
  it("goes in front, without doubles", () => {
    const merged = mergeNewest([page(["c", "b"], "1"), page(["a"], null)], page(["e", "d", "c"], "2", "11"), eventIdOf);
    expect(idsOf(merged.pages)).toEqual([["e", "d", "c", "b"], ["a"]]);
    expect(merged.arrived).toEqual(["e", "d"]);
    expect(merged.pages[0]?.total.events).toBe("11");
    expect(merged.pages[0]?.next).toBe("1");
  });
  it("replaces everything when rows in between would be missing", () => {
    const merged = mergeNewest([page(["b", "a"], null)], page(["z", "y"], "1"), eventIdOf);
    expect(idsOf(merged.pages)).toEqual([["z", "y"]]);
    expect(merged.restarted).toBe(true);
  });
  it("fills an empty log", () => {
    const merged = mergeNewest([page([], null)], page(["a"], null), eventIdOf);
    expect(idsOf(merged.pages)).toEqual([["a"]]);
    expect(merged.arrived).toEqual(["a"]);
  });
  it("and older pages whose cursor counts rows make no doubles", () => {
    const pages = [page(["e", "d", "c"], "2"), page(["c", "b"], "4"), page(["a"], null)];
    expect(withoutDoubles(pages, eventIdOf).map(eventIdOf)).toEqual(["e", "d", "c", "b", "a"]);
  });
});
