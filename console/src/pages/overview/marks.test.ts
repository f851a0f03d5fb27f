import { describe, expect, it } from "vitest";
import type { Alert, Price } from "../../api/types";
import { bucketsOf } from "./grain";
import { marksOf } from "./marks";

const TODAY = "2026-11-23";
const NOVEMBER = { from: "2026-11-01", to: TODAY };
const alert = (id: string, severity: Alert["severity"], openedAt: string) => ({ id, severity, openedAt, title: id }) as Alert;

describe("marks", () => {
  it("are alerts, the gravest first, and prices of one's own, on their days", () => {
    const price = { id: "p", name: "gpt-5", from: "2026-11-12T00:00:00Z", deleted: false, terms: { type: "discount", percent: "8.0", meters: null } } as Price;
    const buckets = bucketsOf(NOVEMBER, "day", TODAY, "");
    const marks = marksOf(
      [alert("minor", "info", "2026-11-02T01:00:00Z"), alert("grave", "critical", "2026-11-19T02:31:00Z"), alert("old", "critical", "2026-10-01T00:00:00Z")],
      [price],
      buckets,
      "day",
    );
    expect(marks.map(({ label, bucket }) => [label, bucket])).toEqual([["grave", 18], ["minor", 1], ["gpt-5 −8%", 11]]);
  });
});
