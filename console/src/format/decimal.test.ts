import { describe, expect, it } from "vitest";
import { add, fixed, parseDecimal, plain, ratio, sumKnown } from "./decimal";

const parsed = (text: string) => {
  const value = parseDecimal(text);
  if (!value) throw new Error(`${text} is not a decimal`);
  return value;
};

const ratioText = (part: string, whole: string) => {
  const value = ratio(parsed(part), parsed(whole), 3);
  return value && fixed(value, 3);
};

describe("sums", () => {
  it("are exact across scales", () => {
    expect(plain(add(parsed("0.1"), parsed("0.2")))).toBe("0.3");
    expect(plain(add(parsed("-1.5"), parsed("1.45")))).toBe("-0.05");
    expect(plain(add(parsed("99999999999999999999999999.999999999999"), parsed("0.000000000001")))).toBe(
      "100000000000000000000000000.000000000000",
    );
  });
  it("leave out what is not known, and are unknown when all of it is", () => {
    expect(sumKnown(["1.10", null, "2.25"])).toBe("3.35");
    expect(sumKnown([null, null])).toBeNull();
    expect(sumKnown([])).toBeNull();
  });
});

describe("ratios", () => {
  it("round half-up in magnitude and keep their sign", () => {
    expect(ratioText("1", "3")).toBe("0.333");
    expect(ratioText("2", "3")).toBe("0.667");
    expect(ratioText("-0.0005", "1")).toBe("−0.001");
    expect(ratioText("1", "-4")).toBe("−0.250");
    expect(ratioText("1", "0")).toBeNull();
  });
});
