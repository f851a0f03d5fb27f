import { describe, expect, it } from "vitest";
import { shares } from "./share";

describe("shares", () => {
  it("add up to 100.0 by the largest remainder", () => {
    expect(shares(["1", "1", "1"])).toEqual(["33.4%", "33.3%", "33.3%"]);
    expect(shares(["16739.76", "12313.59", "3507.62", "2956.74", "1547.82"])).toEqual([
      "45.1%", "33.2%", "9.5%", "8.0%", "4.2%",
    ]);
  });
  it("know nothing of what is unknown or below zero", () => {
    expect(shares(["3", null, "-1", "1"])).toEqual(["75.0%", null, null, "25.0%"]);
    expect(shares(["0", null])).toEqual([null, null]);
    expect(shares([])).toEqual([]);
  });
});
