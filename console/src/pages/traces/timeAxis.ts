import type { Span } from "../../api/traceQueries";
import { beginningOf, endOf } from "./sums";

/** A time in which nothing but waiting steps ran; it is drawn short. */
export interface Wait {
  from: number;
  to: number;
  /** Where it is drawn, in shares of the width. */
  left: number;
  width: number;
}

/** Where moments of a trace stand on its width, from 0 to 1. */
export interface TimeAxis {
  from: number;
  to: number;
  waits: readonly Wait[];
  at: (moment: number) => number;
}

/** Share of the width that a wait drawn short takes. */
const SHORT = 0.03;
/** Waits are drawn short when the work would else be left less than a seventh of the width. */
const MUCH = 6;

/**
 * The axis of a trace. Steps that caused others wait for them, so only steps without any below count as work.
 */
export function timeAxis(spans: readonly Span[], working: readonly Span[], shorten: boolean): TimeAxis {
  const from = Math.min(...spans.map(beginningOf));
  const to = Math.max(...spans.map(endOf));
  const gaps = shorten ? longWaits(gapsBetween(working, from, to), to - from) : [];
  const drawn = to - from - gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const room = 1 - gaps.length * SHORT;
  const scale = drawn > 0 ? room / drawn : 0;
  const waits: Wait[] = [];
  let skipped = 0;
  for (const gap of gaps) {
    waits.push({ ...gap, left: (gap.from - from - skipped) * scale + waits.length * SHORT, width: SHORT });
    skipped += gap.to - gap.from;
  }
  const at = (moment: number) => {
    let before = 0;
    let shorts = 0;
    for (const wait of waits) {
      if (moment <= wait.from) break;
      const share = Math.min((moment - wait.from) / (wait.to - wait.from), 1);
      before += Math.min(moment, wait.to) - wait.from;
      shorts += share * SHORT;
    }
    return (moment - from - before) * scale + shorts;
  };
  return { from, to, waits, at };
}

interface Gap {
  from: number;
  to: number;
}

/** Times between `from` and `to` in which none of the spans ran. */
export function gapsBetween(spans: readonly Span[], from: number, to: number): Gap[] {
  const gaps: Gap[] = [];
  let reached = from;
  for (const span of spans.toSorted((a, b) => beginningOf(a) - beginningOf(b))) {
    const began = beginningOf(span);
    if (began > reached) gaps.push({ from: reached, to: began });
    reached = Math.max(reached, endOf(span));
  }
  if (to > reached) gaps.push({ from: reached, to });
  return gaps;
}

/** Those that would leave too little room for the work; none where the work needs no help or is not known. */
function longWaits(gaps: readonly Gap[], whole: number): Gap[] {
  const lengthOf = (gap: Gap) => gap.to - gap.from;
  const waiting = gaps.reduce((sum, gap) => sum + lengthOf(gap), 0);
  const working = whole - waiting;
  if (working <= 0 || waiting < MUCH * working) return [];
  return gaps.filter((gap) => lengthOf(gap) > working).slice(0, 8);
}
