import { describe, expect, it } from "vitest";
import { formatChange, formatPercent, formatSigned } from "./change";

describe("changes", () => {
  it("say the amount before the percent, with real signs", () => {
    expect(formatChange("33028.21", "37065.53", "USD")).toEqual({ amount: "+$4,037.32", percent: "+12.2%" });
    expect(formatChange("10433.18", "9612.07", "USD")).toEqual({ amount: "−$821.11", percent: "−7.9%" });
    expect(formatChange("5", "5.00", "EUR")).toEqual({ amount: "EUR 0.00", percent: "0.0%" });
  });
  it("give no percentage of a base under a dollar", () => {
    expect(formatChange("0.99", "500", "USD")).toEqual({ amount: "+$499.01", percent: "new" });
    expect(formatChange("0", "0", "USD")).toEqual({ amount: "$0.00", percent: "" });
  });
  it("are unknown where a side is", () => {
    expect(formatChange(null, "5", "USD")).toBeNull();
    expect(formatChange("5", null, "USD")).toBeNull();
  });
  it("write signed amounts and percentages of the API", () => {
    expect(formatSigned("-0.125", "USD")).toBe("−$0.13");
    expect([formatPercent("-8.0"), formatPercent("32.0", 0)]).toEqual(["−8.0%", "+32%"]);
  });
});
