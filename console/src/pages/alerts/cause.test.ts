import { describe, expect, it } from "vitest";
import type { Alert, Rule, RuleRevision } from "../../api/types";
import { measureOf } from "../../measure/measure";
import { PERIODS } from "../../measure/periods";
import { unitOf } from "../../measure/unit";
import { factsSql, metersSql, normalSql } from "./alertSql";
import { curveBuckets } from "./curveBuckets";
import { curveMarks, peakOf } from "./curveMarks";
import { curveTime } from "./curveTime";
import { earlierByMonth, ofThisMonth } from "./earlier";
import { headline } from "./headline";
import { inForce } from "./inForce";
import { spanOf } from "./span";
import type { Measured } from "./useMeasured";

const NOW = Date.parse("2026-11-23T14:30:00Z");
const CLOSED = { openedAt: "2026-11-19T02:30:40.000000Z", closedAt: "2026-11-19T05:51:00.000001Z" };
const OPEN = { openedAt: "2026-11-19T05:05:00.000000Z", closedAt: null };
const period = (name: string) => PERIODS[name] ?? { kind: "call" as const, words: "" };

const measured = (settings: Record<string, unknown>, isKnown = true): Measured => {
  const about = { builtin: "metric", settings: { alertType: "THRESHOLD", operatorType: "GREATER_THAN", ...settings } };
  return { rule: { ...about, isKnown }, unit: unitOf(about), measure: measureOf(about), timeZone: "UTC", currency: "USD" };
};

const opened = (openedAt: string) => ({ openedAt }) as Alert;

describe("the time of an alert", () => {
  it("is all of it, from the period before it opened, where periods are short", () => {
    const span = spanOf(CLOSED, period("FIFTEEN_MINUTES"), "UTC", NOW);
    expect(span).toMatchObject({ from: "2026-11-19T02:15:40.001Z", to: "2026-11-19T05:51:00.000Z", isPeriod: false });
  });
  it("is the period that was measured, where that is a day or more", () => {
    const week = spanOf(OPEN, period("SEVEN_DAYS"), "UTC", NOW);
    expect(week).toMatchObject({ from: "2026-11-12T05:05:00.001Z", to: "2026-11-19T05:05:00.001Z", end: "2026-11-23T14:30:00.000Z" });
    const month = spanOf({ ...OPEN, closedAt: "2026-12-03T00:00:00Z" }, period("MONTHLY"), "UTC", NOW);
    expect(month).toMatchObject({ from: "2026-11-01T00:00:00.000Z", end: "2026-12-01T00:00:00.000Z", isPeriod: true });
    expect(spanOf(OPEN, period("none"), "UTC", NOW)).toBeNull();
  });
  it("is shown with what came before and after, in steps that are few enough", () => {
    expect(curveTime(CLOSED, period("FIFTEEN_MINUTES"), "UTC", NOW)).toEqual({
      from: "2026-11-19T01:40:00.000Z",
      to: "2026-11-19T06:45:00.000Z",
      step: 300,
    });
    expect(curveTime(OPEN, period("SEVEN_DAYS"), "UTC", NOW)).toMatchObject({ to: "2026-11-23T16:00:00.000Z", step: 7_200 });
    expect(curveTime(OPEN, period("MONTHLY"), "UTC", NOW)).toMatchObject({ from: "2026-11-01T06:00:00.000Z", step: 21_600 });
    // Midnight in Berlin and six hours.
    expect(curveTime(OPEN, period("MONTHLY"), "Europe/Berlin", NOW)).toMatchObject({ from: "2026-11-01T05:00:00.000Z" });
  });
});

describe("what is asked", () => {
  const span = spanOf(CLOSED, period("FIFTEEN_MINUTES"), "UTC", NOW);
  const asked = span && { conditions: ["agent = 'a'"], time: "received_at" as const, span, currency: "USD" };
  it("has amounts that are exact, and counts what has no price", () => {
    if (!asked) throw new Error("no span");
    for (const sql of [factsSql(asked), metersSql(asked), normalSql(asked, "Europe/Berlin")]) {
      expect(sql).not.toMatch(/DOUBLE|FLOAT/);
      expect(sql).toContain("agent = 'a'");
      expect(sql).toContain("status = 'live'");
    }
    expect(factsSql(asked)).toContain("NOT coalesce(effective_cost IS NOT NULL AND currency = 'USD', false)) AS unpriced");
    expect(metersSql(asked)).toContain("sum(CAST(line->>'$[4]' AS DECIMAL(38,12))) AS amount");
    expect(normalSql(asked, "UTC")).toContain("CAST(event_time AS DATE) < CAST(TIMESTAMP '2026-11-19 02:15:40.001' AS DATE)");
  });
});

describe("the curve", () => {
  const points = [
    { moment: "2026-11-19T02:25:00Z", value: "0" },
    { moment: "2026-11-19T02:35:00Z", value: "96.5" },
    { moment: "2026-11-19T05:55:00Z", value: null },
  ];
  it("is marked where the alert opened and ended", () => {
    const alert = { ...CLOSED, status: "cleared" } as Alert;
    expect(curveMarks(alert, points, "UTC").map(({ bucket, label }) => [bucket, label])).toEqual([
      [1, "02:30 opened"],
      [2, "05:51 cleared"],
    ]);
  });
  it("has a highest and a lowest point", () => {
    expect(peakOf(points, false)?.value).toBe("96.5");
    expect(peakOf(points, true)?.value).toBe("0");
    expect(peakOf([], true)).toBeNull();
  });
  it("names days at midnight, and else round times first", () => {
    const buckets = curveBuckets(["2026-11-19T00:00:00Z", "2026-11-19T06:00:00Z", "2026-11-19T06:05:00Z", "2026-11-19T06:05:10Z"], "UTC", NOW);
    expect(buckets.map(({ tick, rank }) => [tick, rank])).toEqual([
      ["19 Nov", 1],
      ["06:00", 3],
      ["06:05", 8],
      ["", 99],
    ]);
  });
});

describe("what an alert is called", () => {
  const alert = { title: "As the rule says", key: "agent=a", limit: "50" };
  it("is the fact, with whom it is about first", () => {
    const spend = { metricType: "TOTAL_COST", periodDuration: "FIFTEEN_MINUTES", groupBy: ["AGENT"] };
    expect(headline(alert, measured(spend))).toBe("a spent over $50 in 15 minutes");
    expect(headline({ ...alert, key: "all" }, measured({ ...spend, groupBy: undefined, periodDuration: "MONTHLY" }))).toBe(
      "Spend is over $50 in a month",
    );
    const errors = { metricType: "ERROR_RATE", isPercentage: true, periodDuration: "ONE_HOUR", groupBy: "AGENT" };
    expect(headline(alert, measured(errors))).toBe("a: error rate over 50% in an hour");
  });
  it("is what the rule says, where the rule has changed since or measures something else", () => {
    const spend = { metricType: "TOTAL_COST", periodDuration: "FIFTEEN_MINUTES", groupBy: ["AGENT"] };
    expect(headline(alert, measured(spend, false))).toBe("As the rule says");
    expect(headline(alert, measured({ ...spend, dataSource: "PROVIDER" }))).toBe("As the rule says");
    expect(headline(alert, null)).toBe("As the rule says");
  });
});

const revision = (limit: string, startedAt: string) =>
  ({ builtin: "metric", settings: { threshold: limit }, startedAt }) as unknown as RuleRevision;

describe("a rule that has changed", () => {
  const rule = { builtin: "metric", settings: { threshold: "70" }, updatedAt: "2026-11-20T00:00:00Z" } as unknown as Rule;
  const revisions = [revision("70", "2026-11-20T00:00:00Z"), revision("50", "2026-11-10T00:00:00Z"), revision("30", "2026-10-01T00:00:00Z")];
  it("is as it was when the alert opened", () => {
    const limitAt = (at: string) => inForce(rule, revisions, at).settings["threshold"];
    expect(["2026-11-21T00:00:00Z", "2026-11-19T00:00:00Z", "2026-10-09T00:00:00Z"].map(limitAt)).toEqual(["70", "50", "30"]);
    expect(inForce(rule, revisions, "2026-09-09T00:00:00Z")).toMatchObject({ isKnown: false, settings: { threshold: "70" } });
  });
});

describe("alerts that are over", () => {
  const alerts = [opened("2026-11-09T10:00:00Z"), opened("2026-10-29T10:00:00Z"), opened("2025-11-01T10:00:00Z")];
  it("stand by the month in which they opened", () => {
    const now = new Date(NOW);
    expect(earlierByMonth(alerts, "UTC", now).map(({ title }) => title)).toEqual(["Earlier in November", "October", "November 2025"]);
    expect(ofThisMonth(alerts, "UTC", now)).toHaveLength(1);
  });
});
