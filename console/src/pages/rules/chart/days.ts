import type { Decimal } from "../../../api/types";
import type { Zone } from "../../../format/time";
import { shiftDay } from "../../../ui/range";

/** The highest value of a day, and whose it was. */
export interface Highest {
  value: Decimal;
  group: string | null;
}

/** A day on the axis; without events it has no value. */
export interface ChartDay {
  day: string;
  highest: Highest | null;
  /** How many alerts would have opened. */
  opened: number;
}

/** Every day from one to the other. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = shiftDay(day, 1)) days.push(day);
  return days;
}

/** The day of a moment in a zone's calendar, `2026-11-19`. */
export const dayIn = (at: string, zone: Zone): string => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(at));
