import { describe, expect, it } from "vitest";
import type { Reconciled } from "../../api/types";
import { agreementOf, type Bill, billDays, billsOf } from "./billing";

const row = (day: string, billed: string | null, metered: string | null, more: Partial<Reconciled> = {}) =>
  ({ day, lastDay: day, currency: "USD", billed, metered, unpricedEvents: "0", ...more }) as Reconciled;
const bill = (billed: string, metered: string | null, isBound = false): Bill => ({
  currency: "USD", billed, metered, isBound, days: 1, first: "2026-11-01", last: "2026-11-01",
});
const words = (billed: string, metered: string | null) => agreementOf(bill(billed, metered))?.words;

describe("a bill", () => {
  it("is of the month to date without today, and of the month before on its first day", () => {
    expect(billDays("2026-11-23")).toEqual({ from: "2026-11-01", to: "2026-11-22" });
    expect(billDays("2026-12-01")).toEqual({ from: "2026-11-01", to: "2026-11-30" });
  });
  it("sums the days that have one, with what was metered in the same days", () => {
    const rows = [row("2026-11-01", "1.20", "5.869003"), row("2026-11-02", null, "12.7"), row("2026-11-04", "2.05", "1")];
    expect(billsOf(rows)).toEqual([
      { currency: "USD", billed: "3.25", metered: "6.869003", isBound: false, days: 2, first: "2026-11-01", last: "2026-11-04" },
    ]);
  });
  it("counts every day of a bill that takes several together", () => {
    expect(billsOf([row("2026-11-01", "1", "1", { lastDay: "2026-11-07" })])[0]).toMatchObject({ days: 7, last: "2026-11-07" });
  });
  it("is never added across currencies, and a metered side with unpriced events is a bound", () => {
    const rows = [row("2026-11-01", "1", "1"), row("2026-11-02", "1", null), row("2026-11-01", "2", "2", { currency: "EUR" })];
    expect(billsOf(rows).map(({ currency, billed, isBound }) => [currency, billed, isBound])).toEqual([
      ["USD", "2", true],
      ["EUR", "2", false],
    ]);
    expect(billsOf([row("2026-11-01", "1", "1", { unpricedEvents: "3" })])[0]?.isBound).toBe(true);
    expect(billsOf([row("2026-11-01", null, "1")])).toEqual([]);
  });
});

describe("a bill and a meter", () => {
  it("agree below one percent, and never by 0.0% when they differ", () => {
    expect(words("11920.84", "11920.84")).toBe("agrees");
    expect(words("11941", "11918.64")).toBe("agrees within 0.2%");
    expect(words("11918.65", "11918.64")).toBe("agrees within 0.1%");
  });
  it("say which is more", () => {
    expect(words("16568.19", "16250.29")).toBe("2.0% over metered");
    expect(words("29.99", "232.06")).toBe("87.1% under metered");
    expect(words("3.86", "0")).toBe("nothing metered");
  });
  it("are not compared where a side is not known whole", () => {
    expect(agreementOf(bill("1", null))).toBeNull();
    expect(agreementOf(bill("1", "1", true))).toBeNull();
  });
});
