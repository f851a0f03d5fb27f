import { comparedDays, type Days, rangeDays, type RangeSearch, shiftDay } from "../../ui/range";

export interface Comparable {
  now: Days;
  before: Days;
  /** Today is not over, so that it is left out of what is compared. */
  withoutToday: boolean;
}

const lengthOf = ({ from, to }: Days): number => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

/** Whole days against as many whole days; none when nothing is compared, or no day is whole yet. */
export function comparable(search: RangeSearch, today: string): Comparable | null {
  const before = comparedDays(search, today);
  const shown = rangeDays(search, today);
  if (!before || shown.from > today) return null;
  if (shown.to < today) return { now: shown, before, withoutToday: false };
  const whole = { from: shown.from, to: shiftDay(today, -1) };
  if (whole.to < whole.from) return null;
  const length = Math.min(lengthOf(whole), lengthOf(before));
  const cut = ({ from }: Days): Days => ({ from, to: shiftDay(from, length - 1) });
  return { now: cut(whole), before: cut(before), withoutToday: true };
}
