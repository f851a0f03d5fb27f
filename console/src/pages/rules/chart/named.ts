import { textWidth } from "../../../ui/chart/text";

const GAP = 8;

/** Which of the marked days have their value written above them: from the left, as long as texts keep apart. */
export function namedDays(texts: readonly (string | null)[], band: number): boolean[] {
  let end = Number.NEGATIVE_INFINITY;
  return texts.map((text, at) => {
    if (text === null) return false;
    const [centre, half] = [(at + 0.5) * band, (textWidth(text) + GAP) / 2];
    if (centre - half < end) return false;
    end = centre + half;
    return true;
  });
}
