import { describe, expect, it } from "vitest";
import { calendarPeriod } from "./calendarPeriod";
import type { Every } from "./periods";

const around = (every: Every, moment: string, zone: string) => {
  const { from, to } = calendarPeriod(every, Date.parse(moment), zone);
  return [new Date(from).toISOString(), new Date(to).toISOString()];
};

describe("a period of the calendar", () => {
  it("begins at midnight in the zone", () => {
    expect(around("day", "2026-11-19T23:30:00Z", "Europe/Berlin")).toEqual(["2026-11-19T23:00:00.000Z", "2026-11-20T23:00:00.000Z"]);
    expect(around("month", "2026-10-31T23:30:00Z", "Europe/Berlin")).toEqual(["2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z"]);
    expect(around("month", "2026-12-05T00:00:00Z", "UTC")).toEqual(["2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]);
  });
  it("begins on Mondays and with quarters", () => {
    expect(around("week", "2026-11-22T12:00:00Z", "UTC")).toEqual(["2026-11-16T00:00:00.000Z", "2026-11-23T00:00:00.000Z"]);
    expect(around("quarter", "2026-11-22T12:00:00Z", "UTC")).toEqual(["2026-10-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]);
  });
  it("is an hour longer or shorter where clocks are changed", () => {
    expect(around("day", "2026-10-25T12:00:00Z", "Europe/Berlin")).toEqual(["2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]);
    expect(around("day", "2026-03-08T12:00:00Z", "America/New_York")).toEqual(["2026-03-08T05:00:00.000Z", "2026-03-09T04:00:00.000Z"]);
  });
});
