import { describe, expect, it } from "vitest";
import type { EventPage, MeteredEvent } from "../../api/types";
import { layOut } from "./columnSize";
import { entryText, readEntry } from "./entry";
import { chosenColumns, columnsText, EVENT_COLUMNS } from "./eventColumns";
import { eventRangeText, isMoving, momentsOf, readEventRange } from "./eventRange";
import { eventsSql } from "./eventsSql";
import { describeFilter, FILTER_NAMES, opposite } from "./filters";
import { bucketOf, type EventHistogram, stretchOf, timeBuckets } from "./histogram";
import { mergeNewest } from "./mergeNewest";
import { filtersOf, rangeOf, readSearch } from "./search";
import { askedDimension, suggest } from "./suggest";
import { eventIdOf } from "./useEventLog";
import { waitingOf, withoutDoubles } from "./useLivePages";

const event = (eventId: string, more: Partial<MeteredEvent> = {}) => ({ eventId, ...more }) as MeteredEvent;
const page = (ids: string[], next: string | null, events = "9"): EventPage => ({
  items: ids.map((id) => event(id)),
  next,
  total: { events, cost: "1", unpriced: "0", currency: "USD", others: [] },
});
const hourBucket = (from: string) => ({ from, events: "1", amount: "1", unpriced: "0" });
const idsOf = (pages: EventPage[]) => pages.map(({ items }) => items.map(({ eventId }) => eventId));

describe("typed filters", () => {
  it("names a dimension by its label or a shorter word", () => {
    expect(readEntry("provider:openai")).toEqual({ name: "provider", value: "openai" });
    expect(readEntry(" Env = production ")).toEqual({ name: "environment", value: "production" });
    expect(readEntry("org is Kestrel Freight")).toEqual({ name: "organization", value: "Kestrel Freight" });
    expect(readEntry("cost >= $0.05")).toEqual({ name: "minCost", value: "0.05" });
    expect(readEntry("unpriced")).toEqual({ name: "unpriced", value: "true" });
    expect(readEntry("Trace type is replan")).toEqual({ name: "traceType", value: "replan" });
    expect(readEntry("error: 429")).toEqual({ name: "errorCode", value: "429" });
  });
  it("leaves out what is negated", () => {
    for (const text of ["agent is not planner", "agent != planner", "agent ≠ planner", "-agent:planner", "not agent = planner"]) {
      expect(readEntry(text), text).toEqual({ name: "not.agent", value: "planner" });
    }
    expect(opposite("not.agent")).toBe("agent");
    expect(opposite("minCost")).toBeNull();
    expect(describeFilter("not.taskType", "replan")).toEqual({ label: "Task", operator: "is not", value: "replan" });
  });
  it("is typed as it is written", () => {
    for (const name of FILTER_NAMES) {
      const value = name === "unpriced" ? "true" : name === "minCost" ? "0.05" : "x";
      expect(readEntry(entryText(name, value)), name).toEqual({ name, value });
    }
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
    expect(suggest("claude", rows).map(({ name, value, events }) => [name, value, events])).toEqual([
      ["model", "claude-opus-4-5", "2"],
      ["model", "claude-haiku-4-5", "1"],
    ]);
    expect(suggest("prov", []).map(({ name, value }) => [name, value])).toEqual([["provider", null]]);
    expect(suggest("", []).length).toBe(FILTER_NAMES.filter((name) => !name.startsWith("not.")).length - 1);
  });
  it("asks the server for values of a dimension that was named", () => {
    expect(askedDimension("agent: rou")).toEqual({ dimension: "agent", excludes: false, typed: "rou" });
    expect(askedDimension("Trace type is not ")).toEqual({ dimension: "traceType", excludes: true, typed: "" });
    expect(askedDimension("cost: 5")).toBeNull();
    expect(askedDimension("route")).toBeNull();
  });
});

describe("addresses", () => {
  it("hold filters, range, columns and the open event, and nothing else", () => {
    const search = readSearch({
      provider: "openai",
      "not.agent": "planner",
      range: "7d",
      columns: "time,cost",
      tail: "off",
      event: "evt_1",
      nonsense: "x",
      model: "",
    });
    expect(search).toEqual({
      provider: "openai",
      "not.agent": "planner",
      range: "7d",
      columns: "time,cost",
      tail: "off",
      event: "evt_1",
    });
    expect(filtersOf(search)).toEqual({ provider: "openai", "not.agent": "planner" });
    expect(rangeOf(search)).toEqual({ range: "7d" });
    expect(readSearch({ range: "24h", tail: "on" })).toEqual({});
  });
});

describe("ranges of events", () => {
  const now = Date.UTC(2026, 10, 23, 14, 32);
  const today = new Date(now);
  it("are hours that move, days that all pages share, days of one's own, or moments", () => {
    expect(momentsOf({}, now)).toEqual({ from: "2026-11-22T14:32:00.000Z" });
    expect(momentsOf({ range: "1h" }, now)).toEqual({ from: "2026-11-23T13:32:00.000Z" });
    expect(momentsOf({ range: "month" }, now)).toEqual({ from: "2026-11-01T00:00:00.000Z", to: undefined });
    expect(momentsOf({ range: "last-month" }, now)).toEqual({ from: "2026-10-01T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" });
    expect(momentsOf({ from: "2026-11-18", to: "2026-11-19" }, now)).toEqual({
      from: "2026-11-18T00:00:00.000Z",
      to: "2026-11-20T00:00:00.000Z",
    });
    expect(momentsOf({ from: "2026-11-19T02:00:00.000Z", to: "2026-11-19T06:00:00.000Z" }, now)).toEqual({
      from: "2026-11-19T02:00:00.000Z",
      to: "2026-11-19T06:00:00.000Z",
    });
    expect(momentsOf({ range: "all" }, now)).toEqual({});
  });
  it("take only what is a time", () => {
    expect(readEventRange({ from: "yesterday", to: "2026-11-19" })).toEqual({ to: "2026-11-19" });
    expect(readEventRange({ from: "2026-11-18", to: "2026-11-19", range: "7d" })).toEqual({ from: "2026-11-18", to: "2026-11-19" });
    expect(readEventRange({ range: "never" })).toEqual({});
  });
  it("say themselves shortly", () => {
    expect(eventRangeText({}, "UTC", today)).toBe("24 hours");
    expect(eventRangeText({ range: "month" }, "UTC", today)).toBe("November to date");
    expect(eventRangeText({ from: "2026-11-18", to: "2026-11-19" }, "UTC", today)).toBe("18–19 Nov");
    const moments = { from: "2026-11-19T02:00:00.000Z", to: "2026-11-19T06:00:00.000Z" };
    expect(eventRangeText(moments, "UTC", today)).toBe("19 Nov, 02:00–06:00");
    expect(eventRangeText({ ...moments, to: "2026-11-20T06:00:00.000Z" }, "UTC", today)).toBe("19 Nov, 02:00 – 20 Nov, 06:00");
    expect(eventRangeText({ from: "2026-11-23T02:00:00Z", to: "2026-11-23T06:00:00Z" }, "UTC", today)).toBe("02:00 – 06:00");
  });
  it("move with the clock or are past", () => {
    expect(isMoving({}, now)).toBe(true);
    expect(isMoving({ from: "2026-11-23", to: "2026-11-23" }, now)).toBe(true);
    expect(isMoving({ range: "last-month" }, now)).toBe(false);
  });
});

describe("the same as SQL", () => {
  it("has the very conditions, and no text of a person ends early", () => {
    const sql = eventsSql(
      ["event_time", "agent"],
      { model: "it's", "not.agent": "planner", minCost: "0.05", serviceTier: "batch" },
      { from: "2026-11-19T02:00:00Z" },
    );
    expect(sql).toBe(
      `SELECT event_time,
       agent
FROM   events
WHERE  event_time >= TIMESTAMP '2026-11-19 02:00:00.000'
  AND  model = 'it''s'
  AND  agent IS DISTINCT FROM 'planner'
  AND  effective_cost >= '0.05'::DECIMAL(38,12)
  AND  service_tier = 'batch'
ORDER BY seq DESC`,
    );
  });
  it("has no condition where there is none", () => {
    expect(eventsSql(["seq"], {}, {})).toBe("SELECT seq\nFROM   events\nORDER BY seq DESC");
    expect(eventsSql(["seq"], { unpriced: "true" }, {})).toContain("effective_cost IS NULL");
    expect(eventsSql(["seq"], { q: "a'b" }, {})).toContain("event_id = 'a''b'");
  });
});

describe("columns", () => {
  it("are named in the address only where they are not the usual ones", () => {
    expect(chosenColumns(undefined).length).toBe(10);
    expect(chosenColumns("cost,time,nonsense").map(({ id }) => id)).toEqual(["time", "cost"]);
    expect(chosenColumns("nonsense").length).toBe(10);
    expect(columnsText(new Set(["cost", "time"]))).toBe("time,cost");
    expect(columnsText(new Set(chosenColumns(undefined).map(({ id }) => id)))).toBeUndefined();
    expect(new Set(EVENT_COLUMNS.map(({ id }) => id)).size).toBe(EVENT_COLUMNS.length);
  });
  const sizes = [
    { id: "time", width: 100 },
    { id: "model", width: 200, grow: 3 },
    { id: "organization", width: 100, grow: 1, gives: 1 },
    { id: "cached", width: 60, gives: 2 },
  ];
  it("share what is left over", () => {
    expect(layOut(sizes, 500, false)).toEqual({ ids: ["time", "model", "organization", "cached"], widths: [100, 230, 110, 60], total: 500 });
  });
  it("give way one after the other, and never so that the model is clipped", () => {
    expect(layOut(sizes, 410, false)).toEqual({ ids: ["time", "model", "organization"], widths: [100, 207, 102], total: 409 });
    expect(layOut(sizes, 50, false).widths).toEqual([100, 200]);
  });
  it("all stay where a person chose them", () => {
    expect(layOut(sizes, 50, true)).toMatchObject({ ids: ["time", "model", "organization", "cached"], total: 460 });
  });
});

describe("spend over time", () => {
  const hours: EventHistogram = {
    bucketSeconds: 3_600,
    currency: "USD",
    buckets: ["22T22", "22T23", "23T00", "23T01"].map((hour) => hourBucket(`2026-11-${hour}:00:00Z`)),
  };
  const now = new Date("2026-11-23T01:30:00Z");
  it("names the day where it begins, and says what is not over", () => {
    expect(timeBuckets(hours, "UTC", now).map(({ tick, rank, title, incomplete }) => [tick, rank, title, incomplete])).toEqual([
      ["22:00", 1, "22 Nov, 22:00–23:00 UTC", undefined],
      ["23:00", 5, "22 Nov, 23:00–00:00 UTC", undefined],
      ["23 Nov", 1, "23 Nov, 00:00–01:00 UTC", undefined],
      ["01:00", 5, "23 Nov, 01:00–02:00 UTC", "to 01:30"],
    ]);
  });
  it("finds a moment, and turns a stretch into moments", () => {
    expect(bucketOf(hours, "2026-11-22T23:59:59.999Z")).toBe(1);
    expect(bucketOf(hours, "2026-11-21T23:59:59Z")).toBe(-1);
    expect(stretchOf(hours, 1, 2)).toEqual({ from: "2026-11-22T23:00:00.000Z", to: "2026-11-23T01:00:00.000Z" });
    expect(stretchOf(hours, 1, 9)).toBeNull();
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
  it("is counted while it waits", () => {
    const shown = [page(["c", "b"], "1"), page(["a"], null)];
    expect(waitingOf(shown, page(["e", "d", "c"], "2"), eventIdOf)).toEqual({ rows: 2, orMore: false });
    expect(waitingOf(shown, page(["z", "y"], "1"), eventIdOf)).toEqual({ rows: 2, orMore: true });
    expect(waitingOf(shown, page(["c", "b"], "1"), eventIdOf)).toEqual({ rows: 0, orMore: false });
  });
});
