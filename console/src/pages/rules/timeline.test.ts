import { expect, test } from "vitest";
import type { BacktestAlert } from "../../api/types";
import { lanes, spanOf } from "./timeline";

const alert = (key: string, openedAt: string, clearedAt: string | null = null): BacktestAlert => ({
  key,
  title: key,
  detail: "",
  severity: "warning",
  value: null,
  limit: null,
  seq: "1",
  openedAt,
  clearedAt,
  findings: 1,
});

const [FROM, TO] = ["2026-11-01T00:00:00Z", "2026-11-11T00:00:00Z"];

test("an alert stands where it was open, and is always wide enough to be seen", () => {
  expect(spanOf(alert("a", "2026-11-02T00:00:00Z", "2026-11-06T00:00:00Z"), FROM, TO)).toEqual({ left: 100, width: 400 });
  expect(spanOf(alert("a", "2026-11-06T00:00:00Z"), FROM, TO)).toEqual({ left: 500, width: 500 });
  expect(spanOf(alert("a", "2026-11-02T00:00:00Z", "2026-11-02T00:00:01Z"), FROM, TO)).toEqual({ left: 100, width: 3 });
  expect(spanOf(alert("a", TO), FROM, TO)).toEqual({ left: 997, width: 3 });
});

test("each key has a lane until there are too many", () => {
  const alerts = ["a", "b", "a", "c", "d"].map((key) => alert(key, FROM));
  expect(lanes(alerts, 4).map((lane) => [lane.key, lane.alerts.length])).toEqual([["a", 2], ["b", 1], ["c", 1], ["d", 1]]);
  expect(lanes(alerts, 3).map((lane) => [lane.key, lane.alerts.length])).toEqual([["a", 2], ["b", 1], ["2 more keys", 2]]);
});
