import type { Alert } from "../../api/types";
import { compare, type Parsed, parseDecimal } from "../../format/decimal";
import { formatMinute, formatRow, type Zone } from "../../format/time";
import type { Mark } from "../../ui/chart/types";
import type { CurvePoint } from "./alertQueries";

const DAY = 86_400_000;

/** When the alert opened and when it ended, on the first time of the curve that tells it. */
export function curveMarks({ openedAt, closedAt, status }: Alert, points: readonly CurvePoint[], zone: Zone): Mark[] {
  const [first, last] = [points[0], points.at(-1)];
  const isOfDays = first !== undefined && last !== undefined && Date.parse(last.moment) - Date.parse(first.moment) > DAY;
  const timeText = (at: string) => (isOfDays ? formatMinute(at, zone) : formatRow(at, zone).clock.slice(0, 5));
  const mark = (id: string, at: string, word: string): Mark[] => {
    const bucket = points.findIndex(({ moment }) => Date.parse(moment) >= Date.parse(at));
    if (bucket === -1) return [];
    return [{ id, bucket, label: `${timeText(at)} ${word}`, strong: true }];
  };
  return [...mark("opened", openedAt, "opened"), ...(closedAt === null ? [] : mark("closed", closedAt, status))];
}

/** The highest that the curve shows; the lowest, where little is what the rule looks for. */
export function peakOf(points: readonly CurvePoint[], isLow: boolean): CurvePoint | null {
  let peak: { point: CurvePoint; value: Parsed } | null = null;
  for (const point of points) {
    const value = point.value === null ? null : parseDecimal(point.value);
    if (!value) continue;
    const against = peak === null ? 1 : compare(value, peak.value);
    if (isLow ? against < 0 || peak === null : against > 0) peak = { point, value };
  }
  return peak?.point ?? null;
}
