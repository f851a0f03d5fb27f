import { describe, expect, it } from "vitest";
import { dayBuckets, daysBetween } from "./dayBuckets";
import { bucketAt, layOut, lineOf, middleOf } from "./layout";
import { placeMarks } from "./marks";
import { placeTicks } from "./ticks";
import { moneyUnits } from "./units";

const layout = layOut({ width: 800, height: 280, buckets: 30, highest: 3987, lowest: 0, units: moneyUnits("USD"), head: 0 });

const mark = (bucket: number) => ({ id: String(bucket), bucket, label: "gpt-5 override −8%" });

describe("layouts", () => {
  it("find the bucket under a point, and none beside them", () => {
    for (const bucket of [0, 12, 29]) expect(bucketAt(layout, middleOf(layout, bucket))).toBe(bucket);
    expect([bucketAt(layout, layout.left - 1), bucketAt(layout, 799)]).toEqual([null, null]);
    expect(bucketAt({ ...layout, band: 0 }, 400)).toBeNull();
  });
  it("place amounts from the axis up", () => {
    expect(lineOf(layout, 0)).toBe(280 - layout.bottom);
    expect(lineOf(layout, 4000)).toBe(layout.top);
  });
});

describe("days", () => {
  const days = daysBetween("2026-10-28", "2026-11-23");
  it("are all there, over the end of a month", () => {
    expect([days.length, days[0], days[4], days.at(-1)]).toEqual([27, "2026-10-28", "2026-11-01", "2026-11-23"]);
    expect(daysBetween("2026-11-02", "2026-11-01")).toEqual([]);
  });
  it("name months and today, and say what of today is there", () => {
    const buckets = dayBuckets(days, "2026-11-23", "to 14:32");
    expect(buckets.map(({ tick }) => tick).filter((tick) => /\D/.test(tick))).toEqual(["28 Oct", "1 Nov", "Today"]);
    expect(buckets.at(-1)).toMatchObject({ title: "Mon 23 Nov, UTC", incomplete: "to 14:32" });
  });
  it("are labelled where there is room, today first", () => {
    const buckets = dayBuckets(days, "2026-11-23", "");
    const shown = (band: number) => buckets.filter((_, at) => placeTicks(buckets, band)[at]).map(({ tick }) => tick);
    expect(shown(24)).toEqual(["28 Oct", "30", "1 Nov", "5", "10", "15", "20", "Today"]);
    expect(shown(10)).toEqual(["28 Oct", "5", "10", "15", "Today"]);
    expect(shown(60)).toHaveLength(27);
  });
});

describe("marks", () => {
  it("keep apart and inside the chart, three at most", () => {
    const placed = placeMarks([mark(19), mark(18), mark(29), mark(1)], layout, () => 100);
    expect(placed.map(({ mark: { bucket }, top }) => [bucket, top])).toEqual([[19, 68], [18, 44], [29, 68]]);
    for (const { left, width } of placed) expect(left + width).toBeLessThanOrEqual(800);
  });
  it("have words once a bucket, and where there is room", () => {
    expect(placeMarks([mark(3), { ...mark(3), id: "second" }, mark(20)], layout, () => 100)).toHaveLength(2);
    expect(placeMarks([mark(3), mark(4)], layout, () => 40)).toHaveLength(1);
  });
  it("stand over every bar that they reach over", () => {
    const [placed] = placeMarks([mark(10)], layout, (bucket) => (bucket === 12 ? 60 : 200));
    expect(placed).toMatchObject({ top: 28, end: 198 });
  });
});
