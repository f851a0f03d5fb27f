import { describe, expect, it } from "vitest";
import { cellText, columnWidths, isNumeric } from "./cellText";
import { curlFor } from "./curl";

describe("results", () => {
  it("keep decimals and large integers exact", () => {
    expect(cellText("12345678901234567890.123400000000", "DECIMAL(38,12)")).toBe("12,345,678,901,234,567,890.1234");
    expect(cellText("9007199254740993", "BIGINT")).toBe("9,007,199,254,740,993");
    expect(cellText(0.1, "DOUBLE")).toBe("0.1");
    expect(cellText("007", "VARCHAR")).toBe("007");
    expect(cellText({ a: "1" }, "MAP(VARCHAR, DECIMAL(38,12))")).toBe('{"a":"1"}');
  });
  it("know numbers by their type", () => {
    for (const type of ["BIGINT", "UTINYINT", "INTEGER", "HUGEINT", "DECIMAL(38,12)", "DOUBLE"]) {
      expect(isNumeric(type), type).toBe(true);
    }
    for (const type of ["VARCHAR", "TIMESTAMP", "INTERVAL", "MAP(VARCHAR, INTEGER)", "INTEGER_LIST"]) {
      expect(isNumeric(type), type).toBe(false);
    }
  });
  it("have columns that fit and end", () => {
    const widths = columnWidths(
      [
        { name: "a", type: "INTEGER" },
        { name: "text", type: "VARCHAR" },
      ],
      [
        [1, "x".repeat(500)],
        [null, null],
      ],
    );
    expect(widths[0]).toBeLessThan(90);
    expect(widths[1]).toBe(420);
  });
});

describe("the same query as curl", () => {
  it("survives a shell's quotes", () => {
    expect(curlFor("http://127.0.0.1:8787", "SELECT 'it''s'")).toContain(
      String.raw`-d '{"sql":"SELECT '\''it'\'''\''s'\''"}'`,
    );
  });
});
