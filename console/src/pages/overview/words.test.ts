import { describe, expect, it } from "vitest";
import { causeText } from "./causeText";
import { dimension } from "./dimensions";
import { soFar, spentLabel, weekdayOf } from "./labels";
import { perEvent, perMinute } from "./rates";
import { readOverviewSearch } from "./search";
import { spendSql } from "./sql";

const TODAY = "2026-11-23";
const NOW = new Date("2026-11-23T14:32:00Z");
const NOVEMBER = { from: "2026-11-01", to: TODAY };
const agent = dimension("agent");

describe("words", () => {
  it("say causes", () => {
    expect([
      causeText({ kind: "day", day: "2026-11-19", amount: "2118.46", calls: "2914" }, "USD", NOW),
      causeText({ kind: "calls", percent: "32.0" }, "USD", NOW),
      causeText({ kind: "calls", percent: "-4.6" }, "USD", NOW),
      causeText({ kind: "costPerCall", percent: "-8.1" }, "USD", NOW),
      causeText({ kind: "price", percent: "-8.0", day: "2026-11-12" }, "USD", NOW),
      causeText({ kind: "new", day: "2026-11-10" }, "USD", NOW),
      causeText({ kind: "gone", day: "2026-11-02" }, "USD", NOW),
    ]).toEqual([
      "One day, 19 Nov: $2,118.46 in 2,914 calls",
      "32% more calls",
      "5% fewer calls",
      "A call costs 8% less",
      "Price −8% since 12 Nov",
      "New since 10 Nov",
      "Last seen 2 Nov",
    ]);
  });
  it("name the headline by its days", () => {
    expect(spentLabel("November to date", NOVEMBER, TODAY)).toBe("Spent in November");
    expect(spentLabel("Today", { from: TODAY, to: TODAY }, TODAY)).toBe("Spent today");
    expect(spentLabel(null, { from: "2026-11-03", to: "2026-11-09" }, TODAY)).toBe("Spent on 3–9 Nov");
    expect([weekdayOf(TODAY), soFar(NOW.toISOString(), "UTC"), soFar(NOW.toISOString(), "Europe/Berlin")]).toEqual([
      "Monday", "to 14:32", "to 14:32 UTC",
    ]);
  });
  it("give rates of what is known", () => {
    expect([perMinute("134.40"), perEvent("134.40", "112480", "480"), perEvent("5", "3", "3"), perEvent(null, "3", "0")]).toEqual([
      "2.240000000000", "0.001200000000", null, null,
    ]);
  });
});

describe("queries", () => {
  const asked = { days: NOVEMBER, grain: "day" as const, currency: "USD" };
  it("ask bills for what bills know, else the events", () => {
    expect(spendSql({ ...asked, dimension: dimension("provider") })).toContain("FROM   spend\nWHERE  day >= DATE '2026-11-01' AND day < DATE '2026-11-24'");
    expect(spendSql({ ...asked, dimension: agent })).toContain("FROM   spend_hourly");
    expect(spendSql({ ...asked, dimension: dimension("subscriber") })).toContain("status = 'live'");
  });
  it("quote what users wrote", () => {
    const only = { key: "", kind: "value" as const, value: "O'Neil", label: "", amount: null, unpriced: "0" };
    expect(spendSql({ ...asked, dimension: agent, only })).toContain("AND    agent = 'O''Neil'\n");
  });
});

describe("addresses", () => {
  it("keep what they can mean and drop the rest", () => {
    expect(readOverviewSearch({ by: "agent", only: "v.route-planner", all: "yes", currency: "EUR", range: "7d" })).toEqual({
      by: "agent", only: "v.route-planner", all: "yes", currency: "EUR", range: "7d",
    });
    expect(readOverviewSearch({ by: "provider", all: "no", currency: "euro", only: "" })).toEqual({});
  });
});
