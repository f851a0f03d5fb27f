import { type Layout, middleOf } from "./layout";
import { textWidth } from "./text";
import type { Mark } from "./types";

export const LANE = 17;
const MOST_LABELS = 3;
const WIDEST = 190;
const GAP = 10;

export interface PlacedMark {
  mark: Mark;
  /** Where its bucket is. */
  x: number;
  /** Of the label: its left edge and width. */
  left: number;
  width: number;
  /** Counted from the top. */
  lane: number;
}

/** The marks that have words; the others are marks on the axis only. */
export const labelled = (marks: readonly Mark[]): Mark[] => marks.slice(0, MOST_LABELS);

/** Labels over their buckets, in as many lanes as keep them apart. */
export function placeMarks(marks: readonly Mark[], layout: Layout): PlacedMark[] {
  const ends: number[] = [];
  return labelled(marks)
    .toSorted((a, b) => a.bucket - b.bucket)
    .map((mark) => {
      const x = middleOf(layout, mark.bucket);
      const width = Math.min(textWidth(mark.label) + 4, WIDEST);
      const left = Math.max(layout.left, Math.min(x - width / 2, layout.width - layout.right - width));
      const free = ends.findIndex((end) => end + GAP <= left);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = left + width;
      return { mark, x, left, width, lane };
    });
}

/** How much room the labels may need; all of them, for their places are known only with it. */
export const headOf = (marks: readonly Mark[]): number => labelled(marks).length * LANE;
