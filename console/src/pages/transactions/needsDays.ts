import { formatRow, type Zone } from "../../format/time";

/** Whether rows down to the oldest one say their day. */
export const needsDays = (oldest: string | undefined, zone: Zone): boolean =>
  oldest !== undefined && formatRow(oldest, zone).day !== "";
