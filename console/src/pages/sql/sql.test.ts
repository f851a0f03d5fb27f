import { describe, expect, it } from "vitest";
import { ApiError } from "../../api/client";
import { cellText, columnWidths, isNumeric } from "./cellText";
import { curlFor } from "./curl";
import { explain, placeOf } from "./explain";
import { tablesInScope } from "./scope";
import { teach } from "./teach";
import { typeText, unitOf } from "./unit";

const moment = (iso: string) => cellText(iso, "TIMESTAMP");

describe("results", () => {
  it("keep decimals and large integers exact", () => {
    expect(cellText("12345678901234567890.123400000000", "DECIMAL(38,12)")).toBe("12,345,678,901,234,567,890.1234");
    expect(cellText("9007199254740993", "BIGINT")).toBe("9,007,199,254,740,993");
    expect(cellText(0.1, "DOUBLE")).toBe("0.1");
    expect(cellText("007", "VARCHAR")).toBe("007");
    expect(cellText({ a: "1" }, "MAP(VARCHAR, DECIMAL(38,12))")).toBe('{"a":"1"}');
  });
  it("write as much of a moment as there is", () => {
    expect(moment("2026-11-23T14:00:00.000000Z")).toBe("2026-11-23 14:00:00");
    expect(moment("2026-11-23T14:31:58.417200Z")).toBe("2026-11-23 14:31:58.4172");
    expect(cellText("2026-11-23", "DATE")).toBe("2026-11-23");
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

const unit = (name: string, type: string, currency: string | null = "USD") => unitOf({ name, type }, currency);

describe("units", () => {
  it("come from the type of amounts and times, and from names of what is counted", () => {
    expect(unit("spend", "DECIMAL(38,12)")).toBe("USD");
    expect(unit("cost", "DECIMAL(38,12)", null)).toBe("see currency");
    expect(unit("hour", "TIMESTAMP")).toBe("UTC");
    expect(unit("input_tokens", "HUGEINT")).toBe("tokens");
    expect(unit("duration_ms", "BIGINT")).toBe("ms");
    expect(unit("seconds", "DECIMAL(38,9)")).toBe("s");
  });
  it("are not guessed where nothing says them", () => {
    expect(unit("spend", "DOUBLE")).toBeNull();
    expect(unit("input_tokens", "VARCHAR")).toBeNull();
    expect(unit("calls", "BIGINT")).toBeNull();
  });
  it("stand beside short types", () => {
    expect(typeText("DECIMAL(38,12)")).toBe("decimal");
    expect(typeText("MAP(VARCHAR, DECIMAL(38,9))")).toBe("map(varchar, decimal(38,9))");
    expect(typeText("TIMESTAMP WITH TIME ZONE")).toBe("timestamptz");
  });
});

describe("completion", () => {
  const tables = ["events", "costs", "usage"].map((name) => ({ name, description: "", columns: [] }));
  const scope = (sql: string) => tablesInScope(sql, tables).map(({ name }) => name);
  it("offers columns of the tables that are named", () => {
    expect(scope('SELECT | FROM costs c JOIN "usage" USING (connection_id)')).toEqual(["costs", "usage"]);
    expect(scope("select x from COSTS")).toEqual(["costs"]);
  });
  it("offers those of events as long as none is", () => {
    expect(scope("SELECT ")).toEqual(["events"]);
    expect(scope("SELECT 'from costs' -- from usage\n")).toEqual(["events"]);
  });
  it("teaches the unit of a column and what its NULL means", () => {
    const cost = { name: "effective_cost", type: "DECIMAL(38,12)", description: "The cost that counts, in `currency`; NULL if unknown." };
    expect(teach(cost, "USD")).toEqual({
      lead: "The cost that counts",
      rest: ", in currency; NULL if unknown.",
      facts: ["Unit: USD", "Sums leave NULL out: count it beside them"],
    });
    const tokens = { name: "output_tokens", type: "BIGINT", description: "Output tokens" };
    expect(teach(tokens, "USD").facts).toEqual(["Unit: tokens", "NULL is not known, never zero"]);
    expect(teach({ name: "agent", type: "VARCHAR", description: "The agent that made the call." }, "USD")).toEqual({
      lead: "The agent that made the call.",
      rest: "",
      facts: [],
    });
  });
});

describe("refusals", () => {
  it("say the line and the character", () => {
    const error = new ApiError(422, "sql_error", "no such column.", null, null, 12);
    expect(explain(error, "SELECT 1,\n  nope FROM events").message).toBe("no such column (line 2, character 3)");
  });
});

describe("a refusal without a place", () => {
  const refused = new ApiError(422, "sql_error", 'Binder Error: Referenced column "nope" not found in FROM clause!');
  it("points at the one place of the name that it gives", () => {
    expect(placeOf(refused, "SELECT 1 FROM events\nWHERE Nope = 1")).toBe(27);
  });
  it("points nowhere when there are several, or none", () => {
    expect(placeOf(refused, "SELECT nope, nope FROM events")).toBeNull();
    expect(placeOf(refused, "SELECT * FROM events")).toBeNull();
    expect(placeOf(new Error("The server does not answer"), "SELECT nope")).toBeNull();
  });
});

describe("the same query as curl", () => {
  it("survives a shell's quotes", () => {
    expect(curlFor("http://127.0.0.1:8787", "SELECT 'it''s'")).toContain(
      String.raw`-d '{"sql":"SELECT '\''it'\'''\''s'\''"}'`,
    );
  });
});
