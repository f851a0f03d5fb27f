import { describe, expect, it } from "vitest";
import { amountScale, depthOf, linesOf } from "./scale";

describe("scales", () => {
  it("begin at zero, have round steps and at most four lines above it", () => {
    expect(linesOf(amountScale(3987))).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(linesOf(amountScale(0.3))).toEqual([0, 0.1, 0.2, 0.3]);
    expect(linesOf(amountScale(1))).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linesOf(amountScale(4001))).toEqual([0, 2000, 4000, 6000]);
    for (let highest = 0.0007; highest < 1e9; highest *= 1.37) {
      const scale = amountScale(highest);
      expect(linesOf(scale).length).toBeLessThanOrEqual(5);
      expect(scale.most).toBeGreaterThanOrEqual(highest);
    }
  });
  it("reach below zero only for what is there", () => {
    expect(linesOf(amountScale(900, -120))).toEqual([-500, 0, 500, 1000]);
    expect(amountScale(900, 5).least).toBe(0);
  });
  it("have a line even for nothing", () => {
    expect(amountScale(0)).toEqual({ least: 0, most: 1, step: 1 });
    expect(amountScale(Number.NaN)).toEqual({ least: 0, most: 1, step: 1 });
  });
  it("place values from the top", () => {
    expect([4000, 2000, 0].map((value) => depthOf(amountScale(4000), value))).toEqual([0, 0.5, 1]);
  });
});
