import { type Layout, middleOf } from "./layout";
import { textWidth } from "./text";
import type { Mark } from "./types";

/** As high as a target has to be. */
export const LANE = 24;
const MOST_LABELS = 3;
const WIDEST = 190;
const GAP = 10;
/** Of the line between a label and what it is about. */
const LINE = 8;

export interface PlacedMark {
  mark: Mark;
  /** Where its bucket is. */
  x: number;
  /** Of the label. */
  left: number;
  width: number;
  top: number;
  /** Where the line ends. */
  end: number;
}

/** The first of each bucket, three at most. */
const worded = (marks: readonly Mark[]): Mark[] =>
  marks.filter((mark, at) => marks.findIndex(({ bucket }) => bucket === mark.bucket) === at).slice(0, MOST_LABELS);

/** Room for a label over the highest bar. */
export const headOf = (marks: readonly Mark[]): number => (marks.length === 0 ? 0 : LANE + LINE);

/** Labels over their buckets: above all bars that they reach over, and apart from each other. One without room has none. */
export function placeMarks(marks: readonly Mark[], layout: Layout, topOf: (bucket: number) => number): PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const mark of worded(marks).toSorted((a, b) => topOf(b.bucket) - topOf(a.bucket))) {
    const x = middleOf(layout, mark.bucket);
    const width = Math.min(textWidth(mark.label) + 4, WIDEST);
    const left = Math.max(layout.left, Math.min(x - width / 2, layout.width - layout.right - width));
    const first = Math.max(Math.floor((left - layout.left) / layout.band), 0);
    const last = Math.min(Math.floor((left + width - layout.left) / layout.band), layout.buckets - 1);
    const tops = Array.from({ length: last - first + 1 }, (_, at) => topOf(first + at));
    let top = Math.min(...tops, topOf(mark.bucket)) - LINE - LANE;
    const meets = ({ left: other, width: wide, top: at }: PlacedMark) =>
      other < left + width + GAP && left < other + wide + GAP && Math.abs(at - top) < LANE;
    for (let other = placed.find(meets); other; other = placed.find(meets)) top = other.top - LANE;
    if (top >= 0) placed.push({ mark, x, left, width, top, end: topOf(mark.bucket) - 2 });
  }
  return placed;
}
