import { sumKnown } from "../../format/decimal";
import { sum } from "../../format/number";
import type { ReadoutRow, ReadoutText } from "./Readout";
import type { Stretch } from "./useWalk";
import type { Bucket, Expected, Mark, Series, Units } from "./types";

interface About {
  buckets: readonly Bucket[];
  series: readonly Series[];
  expected?: readonly (Expected | null)[] | undefined;
  marks: readonly Mark[];
  units: Units;
  /** Whether the series add up. */
  adds: boolean;
}

/** A value that is a lower bound where parts of it have no price; `unpriced` where nothing of it has one. */
export function writeValue(value: string | null, unpriced: string, units: Units): string | null {
  if (value === null) return unpriced === "0" ? null : "unpriced";
  return `${unpriced === "0" ? "" : "≥ "}${units.write(value)}`;
}

export const valueOf = ({ values, unpriced }: Series, at: number) => ({
  value: values[at] ?? null,
  unpriced: unpriced?.[at] ?? "0",
});

/** What all series together make of a bucket. */
export function totalOf(series: readonly Series[], at: number, units: Units): string | null {
  const parts = series.map((one) => valueOf(one, at));
  return writeValue(sumKnown(parts.map(({ value }) => value)), sum(...parts.map(({ unpriced }) => unpriced)) ?? "0", units);
}

/** What is read out of a bucket. */
export function readoutOf(at: number, { buckets, series, expected, marks, units, adds }: About): Omit<ReadoutText, "hint"> {
  const bucket = buckets[at];
  const rows = series.flatMap((one): ReadoutRow[] => {
    const { value, unpriced } = valueOf(one, at);
    const text = writeValue(value, unpriced, units);
    return text === null ? [] : [{ id: one.id, label: one.label, value: text, colour: one.colour }];
  });
  const more = expected?.[at];
  if (more) {
    const range = `${units.write(more.low)} – ${units.write(more.high)}`;
    rows.push({ id: "expected", label: rows.length > 0 ? "still expected" : "forecast", value: range });
  }
  const total = adds && series.length > 1 ? totalOf(series, at, units) : null;
  return {
    title: [bucket?.title, bucket?.incomplete].filter(Boolean).join(", "),
    rows,
    ...(total !== null && { total: { label: bucket?.incomplete ? "So far" : "Total", value: total } }),
    notes: marks.filter((mark) => mark.bucket === at).map(({ label }) => label),
  };
}

/** Several buckets as one; what does not add up is only counted. */
export function readoutOfStretch({ from, to }: Stretch, about: About): Omit<ReadoutText, "hint"> {
  const { buckets, series, marks, adds } = about;
  const title = from === to ? (buckets[from]?.title ?? "") : `${buckets[from]?.title ?? ""} – ${buckets[to]?.title ?? ""}`;
  if (!adds) return { title, rows: [], notes: [`${to - from + 1} points`] };
  const all = { id: "stretch", tick: "", rank: 0, title };
  const summed = series.map((one) => {
    const cells = Array.from({ length: to - from + 1 }, (_, at) => valueOf(one, from + at));
    return {
      ...one,
      values: [sumKnown(cells.map(({ value }) => value))],
      unpriced: [sum("0", ...cells.map(({ unpriced }) => unpriced)) ?? "0"],
    };
  });
  const inside = marks.filter(({ bucket }) => bucket >= from && bucket <= to).map((mark) => ({ ...mark, bucket: 0 }));
  return readoutOf(0, { ...about, buckets: [all], series: summed, expected: undefined, marks: inside });
}

/** The same in a sentence, for who hears it. */
export function sayReadout({ title, rows, total, notes }: Omit<ReadoutText, "hint">): string {
  const said = rows.map(({ label, value }) => `${label} ${String(value)}`);
  return [title, ...notes, ...(total ? [`${total.label} ${total.value}`] : []), ...(said.length > 0 ? said : ["nothing"])].join(", ");
}
