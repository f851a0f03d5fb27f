import { shiftDay } from "../../ui/range";

/** The days whose traces one is compared with: the 30 before it, and its own. */
export function distributionDays(beganAt: string): { from: string; to: string } {
  const day = new Date(beganAt).toISOString().slice(0, 10);
  return { from: `${shiftDay(day, -30)}T00:00:00Z`, to: `${shiftDay(day, 1)}T00:00:00Z` };
}
