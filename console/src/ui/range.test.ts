import { describe, expect, it } from "vitest";
import { comparedDays, daysText, movedRange, rangeDays, rangeTitle, readRange } from "./range";

const TODAY = "2026-11-23";

describe("a range of days", () => {
  it("is read from an address", () => {
    expect(readRange({})).toEqual({});
    expect(readRange({ range: "7d", against: "none" })).toEqual({ range: "7d", against: "none" });
    expect(readRange({ range: "month" })).toEqual({});
    expect(readRange({ range: "year" })).toEqual({});
    expect(readRange({ from: "2026-11-03", to: "2026-11-09", range: "7d" })).toEqual({ from: "2026-11-03", to: "2026-11-09" });
    expect(readRange({ from: "2026-11-09", to: "2026-11-03" })).toEqual({});
    expect(readRange({ from: "2026-02-30", to: "2026-03-03" })).toEqual({});
  });

  it("is named by the clock", () => {
    expect(rangeDays({}, TODAY)).toEqual({ from: "2026-11-01", to: TODAY });
    expect(rangeDays({ range: "today" }, TODAY)).toEqual({ from: TODAY, to: TODAY });
    expect(rangeDays({ range: "7d" }, TODAY)).toEqual({ from: "2026-11-17", to: TODAY });
    expect(rangeDays({ range: "last-month" }, "2026-01-05")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  });

  it("is compared with equal days before it", () => {
    expect(comparedDays({}, TODAY)).toEqual({ from: "2026-10-01", to: "2026-10-23" });
    expect(comparedDays({}, "2026-03-31")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(comparedDays({ range: "7d" }, TODAY)).toEqual({ from: "2026-11-10", to: "2026-11-16" });
    expect(comparedDays({ range: "last-month" }, TODAY)).toEqual({ from: "2026-09-01", to: "2026-09-30" });
    expect(comparedDays({ from: "2026-11-03", to: "2026-11-04" }, TODAY)).toEqual({ from: "2026-11-01", to: "2026-11-02" });
    expect(comparedDays({ against: "none" }, TODAY)).toBeNull();
  });

  it("is written short", () => {
    expect(rangeTitle({}, TODAY)).toBe("November to date");
    expect(rangeTitle({ range: "last-month" }, TODAY)).toBe("October");
    expect(rangeTitle({ from: "2025-12-01", to: "2025-12-31" }, TODAY)).toBe("December 2025");
    expect(rangeTitle({ from: "2026-11-03", to: "2026-11-04" }, TODAY)).toBeNull();
    expect(daysText({ from: "2026-11-01", to: TODAY }, TODAY)).toBe("1–23 Nov");
    expect(daysText({ from: "2026-10-28", to: "2026-11-03" }, TODAY)).toBe("28 Oct – 3 Nov");
    expect(daysText({ from: "2025-12-01", to: "2025-12-31" }, TODAY)).toBe("1–31 Dec 2025");
    expect(daysText({ from: TODAY, to: TODAY }, TODAY)).toBe("23 Nov");
  });

  it("moves by its own length and never beyond today", () => {
    expect(movedRange({}, 1, TODAY)).toBeNull();
    expect(movedRange({}, -1, TODAY)).toEqual({ range: "last-month" });
    expect(movedRange({ range: "last-month" }, -1, TODAY)).toEqual({ from: "2026-09-01", to: "2026-09-30" });
    expect(movedRange({ from: "2026-09-01", to: "2026-09-30" }, 1, TODAY)).toEqual({ range: "last-month" });
    expect(movedRange({ range: "last-month", against: "none" }, 1, TODAY)).toEqual({ against: "none" });
    expect(movedRange({ range: "7d" }, -1, TODAY)).toEqual({ from: "2026-11-10", to: "2026-11-16" });
    expect(movedRange({ from: "2026-11-12", to: "2026-11-18" }, 1, TODAY)).toEqual({ range: "7d" });
  });
});
