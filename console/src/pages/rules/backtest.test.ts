import { describe, expect, it } from "vitest";
import type { Backtest, BacktestAlert, Rule } from "../../api/types";
import { pastOf, trialOf } from "./backtest";
import { comparison, completeness, headline, uncounted } from "./backtestText";
import { changesOf } from "./changes";
import { eachTook, judging } from "./cost";
import { difference, draftOf } from "./drafts";
import { againstLive, compareFirings, keyParts, keyText } from "./firings";
import { newDraft } from "./newDraft";
import { uncountedSql } from "./uncountedQuery";

const alert = (key: string, openedAt: string, clearedAt: string | null): BacktestAlert => ({
  key,
  title: key,
  detail: "",
  severity: "warning",
  value: null,
  limit: null,
  seq: "1",
  openedAt,
  clearedAt,
  findings: 1,
});

const backtest = (alerts: BacktestAlert[]): Backtest => ({
  from: "",
  to: "",
  events: 24_880_316,
  rows: 24_880_316,
  findings: 0,
  alerts,
  alertsOpened: alerts.length,
  tookMs: 3_100,
});

const cost = (rows: string, tookUs: string) => ({ state: "live" as const, cost: { rows, tookUs, memory: "0" } });

const rule = {
  id: "r",
  name: "Runaway agent",
  builtin: "metric",
  component: null,
  settings: { threshold: "50", groupBy: ["AGENT"] },
  channels: ["a", "b"],
} as unknown as Rule;

describe("a draft", () => {
  const draft = draftOf(rule);
  it("is another version where it would judge otherwise", () => {
    expect(difference({ ...draft, settings: { groupBy: ["AGENT"], threshold: "50", minSampleCount: undefined } }, rule)).toBe("none");
    expect(difference({ ...draft, channels: ["b", "a"] }, rule)).toBe("none");
    expect(difference({ ...draft, channels: ["b"] }, rule)).toBe("name");
    expect(difference({ ...draft, settings: { ...draft.settings, threshold: "35" } }, rule)).toBe("version");
  });
  it("is tried on the same days as the version in force, which is tried as it is", () => {
    const past = pastOf(Date.parse("2026-11-23T14:32:00Z"), "30", undefined);
    expect(past).toEqual({ from: "2026-10-24T14:32:00.000Z", to: "2026-11-23T14:32:00.000Z", input: "asJudged" });
    expect(trialOf(draft, draft, past)).toEqual({ path: "/api/v1/rules/r/backtest", body: past });
    expect(trialOf({ ...draft, settings: { threshold: "35" } }, draft, past).body).toEqual({
      builtin: "metric",
      settings: { threshold: "35" },
      ...past,
    });
    expect(trialOf({ ...draft, rule: null }, null, past).path).toBe("/api/v1/backtest");
  });
  it("begins with nothing where there is nothing", () => {
    expect(newDraft("spend-limit", [])).toEqual({ rule: null, name: "", builtin: null, component: null, settings: {}, channels: [] });
  });
});

describe("what a back-test found", () => {
  it("is said in words", () => {
    expect(headline("v4", 4, "30")).toBe("v4 would have raised 4 alerts in 30 days.");
    expect(headline("It", 0, "1")).toBe("It would have raised no alert in 24 hours.");
    expect(comparison("v3", "$50", 3)).toBe("v3, at $50, would have raised 3.");
    expect(comparison("v3", null, 0)).toBe("v3 would have raised none.");
    expect(completeness(backtest([]), "25 Oct", "23 Nov")).toBe(
      "Complete: all 24,880,316 events of 25 Oct to 23 Nov were judged in 3.1 s.",
    );
    expect(completeness({ ...backtest([]), rows: 19 }, "a", "b")).toContain("19 of them are of the kind that the rule looks at.");
  });
  it("is compared with the version in force, alert by alert", () => {
    const draft = backtest([
      alert("agent=a", "2026-11-06T16:11:00Z", "2026-11-06T16:30:00Z"),
      alert("agent=a", "2026-11-13T11:00:00Z", "2026-11-13T11:30:00Z"),
      alert("agent=b", "2026-11-19T02:25:00Z", null),
    ]);
    const live = backtest([
      alert("agent=a", "2026-11-06T16:16:00Z", "2026-11-06T16:29:00Z"),
      alert("agent=b", "2026-11-19T02:25:00Z", null),
      alert("agent=c", "2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z"),
    ]);
    const { firings, lost } = compareFirings(draft, live);
    expect(firings.map(againstLive)).toEqual(["at the same time", null, "5 min sooner"]);
    expect(lost.map(({ key }) => key)).toEqual(["agent=c"]);
    expect(compareFirings(draft, null).lost).toEqual([]);
  });
  it("says what it could not count, where money is measured", () => {
    const past = pastOf(Date.parse("2026-11-23T14:32:00Z"), "1", undefined);
    const sql = uncountedSql({ builtin: "threshold", settings: { metric: "cost_per_transaction", limit: "1", group_by: "agent" } }, past);
    expect(sql).toContain("effective_cost IS NULL\nAND    received_at >= TIMESTAMP '2026-11-22T14:32:00.000Z'");
    expect(uncountedSql({ builtin: "threshold", settings: { metric: "output_tokens" } }, past)).toBeNull();
    expect(uncounted("7412")).toBe("7,412 unpriced events could not be counted, so the true spend may be higher.");
  });
  it("is about what its key says", () => {
    expect(keyParts("agent=route-planner")).toEqual([{ dimension: "agent", value: "route-planner" }]);
    expect(keyParts("organization=Ferrant, Sons & Co,task_type=digest").map(({ value }) => value)).toEqual(["Ferrant, Sons & Co", "digest"]);
    expect(keyText("all")).toBe("everything together");
  });
});

describe("a rule", () => {
  it("costs time", () => {
    expect(eachTook([cost("0", "0")])).toBeNull();
    expect(eachTook([cost("1000", "1940"), cost("1000", "1860")])).toBe("1.9 µs");
    expect(eachTook([cost("10", "0")])).toBe("<0.1 µs");
    expect(judging([cost("1", "11")])).toBe("1 rule judges every event, 11 µs each on average");
    expect(judging([])).toBe("no rule judges");
  });
  it("tells from version to version what changed", () => {
    const schema = { properties: { threshold: { title: "Limit" }, periodDuration: { title: "Period" } } };
    const before = { metricType: "TOTAL_COST", threshold: "50", periodDuration: "FIFTEEN_MINUTES" };
    expect(changesOf("metric", schema, before, { ...before, threshold: 35, severity: "critical" })).toEqual([
      { label: "Limit", before: "$50", after: "$35" },
      { label: "Severity", before: null, after: "critical" },
    ]);
  });
});
