import { describe, expect, it } from "vitest";
import { dimensionNamed } from "./dimensions";
import { groupOf } from "./key";
import { measureOf } from "./measure";
import { unitOf } from "./unit";

const RUNAWAY = {
  alertType: "THRESHOLD",
  metricType: "TOTAL_COST",
  operatorType: "GREATER_THAN",
  threshold: "50",
  periodDuration: "FIFTEEN_MINUTES",
  groupBy: ["AGENT"],
  filters: [{ dimension: "AGENT", operator: "CONTAINS", value: "-" }],
};
const FROM = "2026-11-19T02:00:00.000000Z";
const TO = "2026-11-19T06:00:00.000000Z";

const metric = (change: Record<string, unknown>, timeZone?: string) =>
  measureOf({ builtin: "metric", settings: { ...RUNAWAY, ...change } }, timeZone);

const unit = (change: Record<string, unknown>) => unitOf({ builtin: "metric", settings: { ...RUNAWAY, ...change } });

describe("what a rule measures", () => {
  it("is not said where SQL over events cannot say it", () => {
    expect(metric({ alertType: "RELATIVE_CHANGE" })).toBeNull();
    expect(metric({ metricType: "QUALITY_RATE" })).toBeNull();
    expect(metric({ dataSource: "PROVIDER" })).toBeNull();
    expect(metric({ groupBy: "WORKSPACE" })).toBeNull();
    expect(metric({ filters: [{ dimension: "AGENT", operator: "LIKE", value: "-" }] })).toBeNull();
    expect(measureOf({ builtin: null, settings: RUNAWAY })).toBeNull();
    expect(measureOf({ builtin: "threshold", settings: { metric: "total_tokens", filters: { "attributes.a": "b" } } })).toBeNull();
  });
  it("has a unit all the same", () => {
    expect(unit({ dataSource: "PROVIDER" })?.format("16018.2373275")).toBe("$16,018.24");
    expect(unit({ metricType: "ERROR_RATE", isPercentage: true })?.format("20")).toBe("20%");
    expect(unit({ metricType: "ERROR_RATE" })?.format("0.0525")).toBe("5.25%");
    expect(unit({ metricType: "QUALITY_RATE" })?.format("0.7")).toBe("0.7");
    expect(unit({ metricType: "DURATION" })?.format("1200.333333")).toBe("1,200.33 ms");
    expect(unit({ alertType: "RELATIVE_CHANGE", operatorType: "PERCENT_INCREASE" })?.format("50")).toBe("50%");
    expect(unit({ metricType: "TOKEN_COUNT" })?.axis("57400000")).toBe("57.4 M");
    expect(unitOf({ builtin: "threshold", settings: { metric: "cost" } })?.name).toBe("money");
    expect(unitOf({ builtin: null, settings: {} })).toBeNull();
  });
  it("is called by its metric and its period", () => {
    expect(metric({})?.label).toBe("Spend in the last 15 minutes");
    expect(metric({ metricType: "TOKEN_COUNT", periodDuration: "MONTHLY" })?.label).toBe("Tokens in the month so far");
    expect(metric({})?.note).toBe(
      "The rule counts the period in 20 slices: its value may leave out up to one of them. Costs as the rule saw them.",
    );
    expect(measureOf({ builtin: "threshold", settings: { metric: "cost" } })?.label).toBe("Cost of a call");
  });
});

describe("conditions", () => {
  it("quote every text", () => {
    const said = metric({ filters: [{ dimension: "MODEL", operator: "IN", values: ["it's", "b'; DROP TABLE x; --"] }] });
    expect(said?.conditions("agent=o'neil")).toEqual([
      "model IN ('it''s', 'b''; DROP TABLE x; --')",
      "agent = 'o''neil'",
    ]);
  });
  it("know that what is not known is not that value either, and where subscribers are told", () => {
    const filter = (dimension: string, operator: string, value: string) =>
      metric({ groupBy: undefined, filters: [{ dimension, operator, value }] })?.conditions("all")?.[0];
    expect(filter("PRODUCT", "IS_NOT", "x")).toBe("product IS DISTINCT FROM 'x'");
    expect(filter("SUBSCRIBER", "IS", "ada")).toBe("(subscriber_id = 'ada' OR subscriber_email = 'ada')");
    expect(filter("SUBSCRIBER", "IS_NOT", "ada")).toBe(
      "subscriber_id IS DISTINCT FROM 'ada' AND subscriber_email IS DISTINCT FROM 'ada'",
    );
    expect(filter("PROVIDER", "IS", "OpenAI")).toBe("provider = 'openai'");
    expect(metric({})?.conditions("agent=(none)")).toContain("agent IS NULL");
  });
});

describe("an alert's key", () => {
  const groups = ["ORGANIZATION", "TASK_TYPE"].flatMap((name) => dimensionNamed(name) ?? []);
  it("says each dimension", () => {
    expect(groupOf("all", [])).toEqual([]);
    expect(groupOf("organization=a,b=c,task_type=(none)", groups)).toEqual(["a,b=c", null]);
    expect(groupOf("agent=route-planner", groups)).toBeNull();
  });
  it("says nothing where it is cut or reads both ways", () => {
    expect(groupOf("organization=a,task_type=b,task_type=c", groups)).toBeNull();
    expect(groupOf(`organization=${"a".repeat(170)}…0123456789abcdef`, groups)).toBeNull();
    expect(groupOf("organization=a", groups)).toBeNull();
  });
});

describe("queries", () => {
  it("roll over exactly the period, each group on its own", () => {
    const sql = metric({})?.highestByDay(FROM, TO, "Europe/Berlin") ?? "";
    expect(sql).toContain("PARTITION BY agent ORDER BY moment RANGE BETWEEN INTERVAL '899999999 microseconds' PRECEDING");
    expect(sql).toContain("received_at >= TIMESTAMP '2026-11-19 01:45:00.000'");
    expect(sql).toContain("arg_max(agent, value) AS agent");
    expect(sql).toContain("CAST(timezone('Europe/Berlin', timezone('UTC', moment)) AS DATE) AS day");
  });
  it("begin anew with the team's calendar", () => {
    const sql = metric({ periodDuration: "MONTHLY" }, "Europe/Berlin")?.highestByDay(FROM, TO, "UTC") ?? "";
    expect(sql).toContain("date_trunc('month', timezone('Europe/Berlin', timezone('UTC', event_time))) AS period");
    expect(sql).toContain("PARTITION BY agent, period ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING");
    expect(sql).toContain("event_time <= received_at + INTERVAL '1 day'");
  });
  it("divide without a float", () => {
    const sql = metric({ metricType: "COST_PER_TRANSACTION" })?.curve("agent=a", FROM, TO, 300) ?? "";
    expect(sql).toContain("AS HUGEINT) // CAST(");
    expect(sql).not.toContain("DOUBLE");
  });
  it("cut a step that does not fit into the period", () => {
    const sql = metric({})?.curve("agent=a", FROM, TO, 600) ?? "";
    expect(sql).toContain("time_bucket(INTERVAL '300 seconds'");
    expect(sql).toContain("date_diff('second', TIMESTAMP '2026-11-19 02:00:00.000000', moment) % 600 = 0");
    expect(metric({})?.curve("agent=a", FROM, TO, 300)).not.toContain("%");
    expect(metric({})?.curve("all", FROM, TO, 300)).toBeNull();
  });
  it("take the highest call of a step, where single calls are judged", () => {
    const call = measureOf({ builtin: "threshold", settings: { metric: "cost", group_by: "agent", filters: { model: ["a", "b"] } } });
    expect(call?.curve("agent=a", FROM, TO, 300)).toContain("max(judged_cost) AS top");
    expect(call?.curve("agent=a", FROM, TO, 300)).toContain("model IN ('a', 'b')");
  });
});

describe("the events of an alert", () => {
  it("are asked for by the group and what else the rule looks at", () => {
    expect(metric({})?.eventsOf("agent=a", FROM, TO)).toEqual({ from: FROM, to: TO, agent: "a" });
    const filters = [
      { dimension: "PROVIDER", operator: "IS", value: "openai" },
      { dimension: "TASK_TYPE", operator: "IS_NOT", value: "x" },
    ];
    expect(metric({ filters })?.eventsOf("agent=a", FROM, TO)).toEqual({
      from: FROM,
      to: TO,
      agent: "a",
      provider: "openai",
      "not.taskType": "x",
    });
  });
  it("are not, where Transactions has no such filter", () => {
    expect(metric({})?.eventsOf("agent=(none)", FROM, TO)).toBeNull();
    expect(metric({ groupBy: undefined })?.eventsOf("all", FROM, TO)).toBeNull();
    expect(metric({ groupBy: "SUBSCRIBER", filters: [] })?.eventsOf("subscriber=a", FROM, TO)).toBeNull();
  });
});
