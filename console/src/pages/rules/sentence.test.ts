import { describe, expect, it } from "vitest";
import { GALLERY } from "./gallery";
import { plainSentence, sentenceOf, withChoice } from "./sentence";

const said = (builtin: string, settings: Record<string, unknown>) => plainSentence(sentenceOf(builtin, settings) ?? []);

const options = (settings: Record<string, unknown>, setting: string) =>
  (sentenceOf("metric", settings) ?? []).flatMap((part) =>
    part.kind === "choice" && part.setting === setting ? part.options.map(({ value }) => value) : [],
  );

describe("a rule as one sentence", () => {
  it("says who, what, how much, in which time and of which events", () => {
    expect(
      said("metric", {
        alertType: "THRESHOLD",
        metricType: "TOTAL_COST",
        operatorType: "GREATER_THAN",
        threshold: "50",
        periodDuration: "FIFTEEN_MINUTES",
        groupBy: ["AGENT"],
        severity: "critical",
        filters: [{ dimension: "AGENT", operator: "CONTAINS", value: "-" }],
      }),
    ).toBe("Alert when one agent spends more than $50 within 15 minutes where agent contains -. As critical");
  });
  it("says what is told only sometimes", () => {
    expect(
      said("metric", {
        alertType: "THRESHOLD",
        metricType: "ERROR_RATE",
        operatorType: "GREATER_THAN",
        threshold: 5,
        isPercentage: true,
        periodDuration: "ONE_HOUR",
        groupBy: ["PROVIDER", "MODEL"],
        triggerAfterPersistsDuration: "FIVE_MINUTES",
        minSampleCount: 20,
      }),
    ).toBe(
      "Alert when one provider and model has an error rate of more than 5% within 1 hour, without a filter, once it has held for 5 minutes, with at least 20 calls. As warning",
    );
  });
  it("says changes and what providers report", () => {
    expect(
      said("metric", {
        alertType: "RELATIVE_CHANGE",
        metricType: "TOTAL_COST",
        operatorType: "PERCENT_INCREASE",
        threshold: "50",
        periodDuration: "DAILY",
        dataSource: "PROVIDER",
        filters: [{ dimension: "PROVIDER", operator: "IN", values: ["openai", "anthropic"] }],
      }),
    ).toBe(
      "Alert when the total cost of everything together grows by 50% or more from one day to the next by what providers report where provider is one of openai or anthropic. As warning",
    );
  });
  it("says what a single call may not", () => {
    expect(said("threshold", { metric: "time_to_first_token_ms", limit: "2000", filters: { model: ["a", "b"] }, group_by: "key_id" })).toBe(
      "Alert when one call waits more than 2,000 ms for its first token where model is a or b. Keep one alert for each key, as warning",
    );
  });
  it("is there for every form of the gallery, and for nothing that was uploaded", () => {
    for (const { builtin, settings } of GALLERY) expect(said(builtin, settings)).toMatch(/^Alert when .+ as |^Alert when .+\. As /);
    expect(sentenceOf(null, {})).toBeNull();
  });
  it("offers what fits together only", () => {
    expect(options({ alertType: "CUMULATIVE_USAGE" }, "metricType")).not.toContain("ERROR_RATE");
    expect(options({ dataSource: "PROVIDER" }, "periodDuration")).not.toContain("ONE_HOUR");
    expect(options({ alertType: "RELATIVE_CHANGE" }, "operatorType")).toContain("INCREASES_BY");
    expect(options({ periodDuration: "NEWER" }, "periodDuration")).toContain("NEWER");
  });
  it("changes one setting at a time", () => {
    expect(withChoice({ groupBy: ["AGENT"], threshold: "1" }, "groupBy", "MODEL")).toEqual({ groupBy: ["MODEL"], threshold: "1" });
    expect(withChoice({ groupBy: ["AGENT"] }, "groupBy", "")).toEqual({});
    expect(withChoice({}, "group_by", "agent")).toEqual({ group_by: "agent" });
  });
});
