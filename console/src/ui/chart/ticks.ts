import { textWidth } from "./text";

const GAP = 14;
/** Ticks up to this rank stand alone; those of a later one are written all or not at all, so that their steps are even. */
const LAST_SINGLE = 1;

interface Tick {
  tick: string;
  rank: number;
}

interface Span {
  from: number;
  to: number;
}

const apart = (a: Span, b: Span): boolean => a.to <= b.from || a.from >= b.to;

/** Which ticks are written: by rank, and each only where it keeps away from those that are there. */
export function placeTicks(ticks: readonly Tick[], band: number): boolean[] {
  const shown = ticks.map(() => false);
  const taken: Span[] = [];
  const spans = ticks.map(({ tick }, at): Span => {
    const half = (textWidth(tick) + GAP) / 2;
    return { from: (at + 0.5) * band - half, to: (at + 0.5) * band + half };
  });
  for (const rank of [...new Set(ticks.map((tick) => tick.rank))].toSorted((a, b) => a - b)) {
    const group = spans.flatMap((span, at) => (ticks[at]?.rank === rank && ticks[at].tick !== "" ? [{ span, at }] : []));
    const touches = group.some(({ span }, at) => at > 0 && !apart(span, group[at - 1]?.span ?? span));
    if (touches && rank > LAST_SINGLE) continue;
    for (const { span, at } of group) {
      if (!taken.every((other) => apart(span, other))) continue;
      shown[at] = true;
      taken.push(span);
    }
  }
  return shown;
}
