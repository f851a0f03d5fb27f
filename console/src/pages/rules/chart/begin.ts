import type { Period } from "../../../measure/periods";

const DAY_MINUTES = 1_440;

/** Where bars and alerts may differ at first: a back-test knows nothing of what was before it. None for short periods. */
export function beginText(period: Period, from: string): string | null {
  const isLong = period.kind === "calendar" || (period.kind === "rolling" && period.minutes >= DAY_MINUTES);
  return isLong ? `The bars also count what came before ${from}; the back-test begins there with nothing.` : null;
}
