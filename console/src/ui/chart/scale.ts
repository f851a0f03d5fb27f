/** An axis of amounts: from `least` (0, unless something is below it) to `most` in round steps. */
export interface Scale {
  least: number;
  most: number;
  step: number;
}

const MOST_LINES = 4;
const ROUND = [1, 2, 2.5, 5, 10];

/** The smallest round steps, of which at most four lie above the least. */
export function amountScale(highest: number, lowest = 0): Scale {
  const top = Math.max(highest, 0);
  const bottom = Math.min(lowest, 0);
  const span = top - bottom;
  if (!(span > 0)) return { least: 0, most: 1, step: 1 };
  const power = 10 ** Math.floor(Math.log10(span / MOST_LINES));
  for (const factor of ROUND) {
    const step = factor * power;
    const most = Math.ceil(nearly(top / step)) * step;
    const least = -Math.ceil(nearly(-bottom / step)) * step || 0;
    if (Math.round((most - least) / step) <= MOST_LINES) return { least, most, step };
  }
  // Two roundings, one above zero and one below it, may ask for one line more than ten steps leave.
  const step = 20 * power;
  return { least: -Math.ceil(-bottom / step) * step || 0, most: Math.ceil(top / step) * step, step };
}

/** Without what a float adds: 3.0000000000000004 is 3. */
const nearly = (value: number): number => Math.round(value * 1e9) / 1e9;

export function linesOf({ least, most, step }: Scale): number[] {
  return Array.from({ length: Math.round((most - least) / step) + 1 }, (_, at) => nearly(least + at * step));
}

/** How far down a value stands, from 0 at the top to 1 at the bottom. */
export const depthOf = ({ least, most }: Scale, value: number): number => (most - value) / (most - least);
