import { describe, expect, it } from "vitest";
import { beginText } from "./chart/begin";
import { namedDays } from "./chart/named";
import { stepOf, stepsText, nearestStep } from "./chart/steps";
import { limitsAround, limitUnit, sameLimit, writeLimit } from "./limit";

const money = limitUnit("threshold", { metric: "cost_per_transaction" });
const count = limitUnit("metric", { metricType: "IMAGE_COUNT" });
const percent = limitUnit("metric", { metricType: "ERROR_RATE", isPercentage: true });

describe("a limit", () => {
  it("is written with its unit", () => {
    expect(writeLimit("35", money)).toBe("$35");
    expect(writeLimit("1.5", money)).toBe("$1.50");
    expect(writeLimit("20", percent)).toBe("20%");
    expect(writeLimit("1000", count)).toBe("1,000 images");
    expect(writeLimit("2000", limitUnit("metric", { metricType: "DURATION" }))).toBe("2,000 ms");
  });
  it("is a percentage of a change, whatever is measured", () => {
    expect(limitUnit("metric", { alertType: "RELATIVE_CHANGE", metricType: "TOTAL_COST", operatorType: "PERCENT_INCREASE" })).toEqual({
      before: "",
      after: "%",
      most: null,
    });
    expect(limitUnit("metric", { alertType: "RELATIVE_CHANGE", metricType: "TOTAL_COST", operatorType: "INCREASES_BY" }).before).toBe("$");
    // A share counts in percent only where it is told so.
    expect(limitUnit("metric", { alertType: "THRESHOLD", metricType: "ERROR_RATE" })).toEqual({ before: "", after: "", most: "1" });
  });
  it("has round neighbours", () => {
    expect(limitsAround("35", money)).toEqual(["10", "15", "25", "35", "50", "75", "100"]);
    expect(limitsAround("1.50", money)).toEqual(["0.5", "0.75", "1", "1.5", "2.5", "3.5", "5"]);
    expect(limitsAround("2200", money)).toEqual(["750", "1000", "1500", "2200", "2500", "3500", "5000"]);
    expect(limitsAround("3", count)).toEqual(["1", "3", "5", "10", "15"]);
    expect(limitsAround("50", percent)).toEqual(["15", "25", "35", "50", "75", "100"]);
    expect(limitsAround("0", money)).toEqual([]);
    expect(limitsAround("", money)).toEqual([]);
    expect(sameLimit("50", "50.00")).toBe(true);
    expect(sameLimit("", "")).toBe(false);
  });
});

describe("a limit that is dragged", () => {
  it("goes by round, exact steps", () => {
    expect(stepsText(7, stepOf(50, false))).toBe("35");
    expect(stepsText(3, stepOf(0.1, false))).toBe("0.03");
    expect(stepsText(7, stepOf(2.5, false))).toBe("1.75");
    expect(stepsText(3, stepOf(5, true))).toBe("3");
    expect(stepsText(3, stepOf(20_000, true))).toBe("6000");
    expect(nearestStep(36.4, stepOf(50, false))).toBe(7);
    expect(nearestStep(-4, stepOf(50, false))).toBe(1);
  });
});

describe("the chart of a limit", () => {
  it("writes values where they keep apart", () => {
    expect(namedDays(["$53.10", null, "$61.70", null, null, null, "$37.70"], 20)).toEqual([true, false, false, false, false, false, true]);
  });
  it("says where a long period began before the back-test", () => {
    expect(beginText({ kind: "calendar", every: "month", words: "" }, "24 Oct")).toBe(
      "The bars also count what came before 24 Oct; the back-test begins there with nothing.",
    );
    expect(beginText({ kind: "rolling", minutes: 15, words: "" }, "24 Oct")).toBeNull();
  });
});
