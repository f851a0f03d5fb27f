/**
 * One day of a connection: `covered` by final records, `partial` (today, or the edge of what was read), `missing` (should be
 * there, is not), `pending` (not read yet), `none` (before anything was read).
 */
export type DayState = "covered" | "partial" | "missing" | "pending" | "none";

export interface Day {
  /** Start of the day in UTC: providers' days are UTC days. */
  start: string;
  state: DayState;
}
