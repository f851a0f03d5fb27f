import { describe, expect, it } from "vitest";
import type { Forecast } from "../../api/overviewQueries";
import { budgetText } from "./budget";
import { comparable } from "./comparable";
import { daysAhead, expectedOf, lastDayOf } from "./expected";
import { bucketsOf, daysOfBuckets, grainOf } from "./grain";

const TODAY = "2026-11-23";
const NOW = new Date("2026-11-23T14:32:00Z");
const NOVEMBER = { from: "2026-11-01", to: TODAY };

describe("comparisons", () => {
  it("leave out today on both sides", () => {
    expect(comparable({}, TODAY)).toEqual({
      now: { from: "2026-11-01", to: "2026-11-22" },
      before: { from: "2026-10-01", to: "2026-10-22" },
      withoutToday: true,
    });
    expect(comparable({ range: "7d" }, TODAY)).toMatchObject({ before: { from: "2026-11-10", to: "2026-11-15" } });
  });
  it("have equal lengths where the month before is shorter", () => {
    expect(comparable({}, "2026-03-31")).toEqual({
      now: { from: "2026-03-01", to: "2026-03-28" },
      before: { from: "2026-02-01", to: "2026-02-28" },
      withoutToday: true,
    });
  });
  it("are of whole months once these are over, and of nothing before a day is", () => {
    expect(comparable({ range: "last-month" }, TODAY)).toMatchObject({ before: { from: "2026-09-01", to: "2026-09-30" }, withoutToday: false });
    expect(comparable({}, "2026-11-01")).toBeNull();
    expect(comparable({ range: "today" }, TODAY)).toBeNull();
    expect(comparable({ against: "none" }, TODAY)).toBeNull();
  });
});

describe("what is expected", () => {
  const forecast: Forecast = {
    month: "2026-11", currency: "USD", spent: "37065.53", spentTo: NOW.toISOString(), low: "48510.11", high: "50311.90", reason: null, weeks: 8,
    days: [{ day: TODAY, low: "700", high: "790.5" }, { day: "2026-11-24", low: "1900", high: "2050" }],
    budget: "50000",
  };
  it("is the rest of today and the days to the end of the month", () => {
    const ahead = daysAhead("2026-11-01", TODAY, TODAY);
    expect([ahead[0], ahead.at(-1)]).toEqual(["2026-11-24", "2026-11-30"]);
    expect(daysAhead("2026-11-17", TODAY, TODAY)).toEqual([]);
    const buckets = bucketsOf({ from: "2026-11-22", to: "2026-11-25" }, "day", TODAY, "to 14:32");
    expect(expectedOf(buckets, forecast, "day")).toEqual([null, { low: "700", high: "790.5" }, { low: "1900", high: "2050" }, null]);
  });
  it("is all that is left where months are shown", () => {
    const buckets = bucketsOf({ from: "2026-05-01", to: TODAY }, "month", TODAY, "to 14:32");
    expect(expectedOf(buckets, forecast, "month").at(-1)).toEqual({ low: "2600", high: "2840.5" });
    expect(buckets.map(({ tick }) => tick)).toEqual(["May 2026", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]);
  });
  it("stands to a budget", () => {
    const said = (budget: string, spent = "37065.53") => budgetText(budget, { ...forecast, spent });
    expect(said("50000")).toBe("Budget $50,000, inside the range");
    expect(said("60000")).toBe("Budget $60,000, above the range");
    expect(said("40000.50")).toBe("Budget $40,000.50, below the range");
    expect(said("30000")).toBe("Budget $30,000, exceeded by $7,065.53");
    expect(budgetText("50000", { ...forecast, low: null, high: null })).toBe("Budget $50,000");
  });
});

describe("periods", () => {
  it("are months where days would be too thin", () => {
    expect([grainOf(NOVEMBER), grainOf({ from: "2026-05-01", to: TODAY })]).toEqual(["day", "month"]);
  });
  it("become days again, within those that are looked at", () => {
    const days = { from: "2026-05-10", to: TODAY };
    const buckets = bucketsOf(days, "month", TODAY, "");
    const [first, last] = [buckets[0], buckets.at(-1)];
    if (!first || !last) throw new Error("no buckets");
    expect(daysOfBuckets(first, first, "month", days)).toEqual({ from: "2026-05-10", to: "2026-05-31" });
    expect(daysOfBuckets(first, last, "month", days)).toEqual(days);
  });
  it("know the last day of a month", () => {
    expect(["2026-11", "2026-12", "2028-02"].map(lastDayOf)).toEqual(["2026-11-30", "2026-12-31", "2028-02-29"]);
  });
});
