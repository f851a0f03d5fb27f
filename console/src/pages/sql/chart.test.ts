import { describe, expect, it } from "vitest";
import { decimalOf, drawable } from "./chartOf";
import { unknownAmounts } from "./nulls";
import { timeBuckets, timeRows } from "./timeRows";

const result = (columns: Record<string, string>, ...rows: unknown[][]) => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  rows,
  elapsedMs: 1,
  truncated: false,
});
const MONEY = "DECIMAL(38,12)";

describe("a quick chart", () => {
  it("is of one text and numbers, amounts first", () => {
    expect(drawable(result({ agent: "VARCHAR", calls: "BIGINT", spend: MONEY }, ["a", 1, "2"]))).toEqual({
      along: "text",
      label: 0,
      values: [2, 1],
    });
  });
  it("is of one time that no two rows share", () => {
    const columns = { spend: MONEY, day: "DATE" };
    expect(drawable(result(columns, ["1", "2026-11-01"], ["2", "2026-11-02"]))?.along).toBe("time");
    expect(drawable(result(columns, ["1", "2026-11-01"], ["2", "2026-11-01"]))).toBeNull();
    expect(drawable(result(columns, ["1", null]))).toBeNull();
  });
  it("is of nothing else", () => {
    expect(drawable(result({ a: "VARCHAR", b: "VARCHAR", n: "BIGINT" }, ["a", "b", 1]))).toBeNull();
    expect(drawable(result({ a: "VARCHAR" }, ["a"]))).toBeNull();
    expect(drawable(result({ n: "BIGINT" }, [1]))).toBeNull();
    expect(drawable(result({ a: "VARCHAR", n: "BIGINT" }))).toBeNull();
  });
  it("draws nothing for what is no number", () => {
    expect([decimalOf("0.10"), decimalOf(1e-7), decimalOf(null), decimalOf("NaN"), decimalOf(Number.NaN)]).toEqual([
      "0.10", "1e-7", null, null, null,
    ]);
  });
});

describe("times of a result", () => {
  it("are put in order, and gaps between equal steps stay gaps", () => {
    const rows = timeRows(["2026-11-05", "2026-11-01", "2026-11-02"]);
    expect(rows.map(({ row }) => row)).toEqual([1, 2, null, null, 0]);
  });
  it("have no gaps where there is no step", () => {
    expect(timeRows(["2026-09-01", "2026-10-01", "2026-11-01"]).map(({ row }) => row)).toEqual([0, 1, 2]);
    expect(timeRows(["2026-11-01T00:00:00Z", "2026-11-01T00:00:01Z", "2027-11-01T00:00:00Z"]).length).toBe(3);
  });
  it("are days where all begin at midnight, else moments", () => {
    const now = Date.parse("2026-11-23T14:32:00Z");
    const days = timeBuckets(timeRows(["2026-11-22", "2026-11-23"]), now);
    expect(days.map(({ tick, incomplete }) => [tick, incomplete])).toEqual([["22 Nov", undefined], ["Today", "to 14:32"]]);
    const hours = timeBuckets(timeRows(["2026-11-22T23:00:00Z", "2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"]), now);
    expect(hours.map(({ tick }) => tick)).toEqual(["22 Nov", "23 Nov", "01:00"]);
  });
});

describe("unknown amounts", () => {
  const columns = { agent: "VARCHAR", calls: "BIGINT", spend: MONEY };
  it("are told by the name of the row when it is one", () => {
    const one = result(columns, ["a", 1, "2"], ["label-maker", 7412, null]);
    expect(unknownAmounts(one, [])).toEqual({ rows: 1, columns: ["spend"], name: "label-maker" });
  });
  it("are counted when there are more, and other NULLs are not among them", () => {
    expect(unknownAmounts(result(columns, [null, 1, null], ["b", null, null]), [])).toEqual({ rows: 2, columns: ["spend"], name: null });
    expect(unknownAmounts(result(columns, [null, null, "1"]), [])).toBeNull();
  });
  it("are not where NULL means something else", () => {
    const column = (name: string, description: string) => ({ name, type: MONEY, description });
    const tables = [
      {
        name: "events",
        description: "",
        columns: [
          column("voided_cost", "What a voided event cost before, in `currency`; NULL if it is live."),
          column("reported_cost", "What the sender said it cost, in `currency`."),
          column("computed_cost", "What the price book says, in `currency`; NULL if unpriced."),
        ],
      },
    ];
    const row = result({ voided_cost: MONEY, reported_cost: MONEY, computed_cost: MONEY }, [null, null, null]);
    expect(unknownAmounts(row, tables)?.columns).toEqual(["computed_cost"]);
  });
});
