import type { Dimension } from "./dimensions";
import type { Form } from "./metrics";
import type { Period } from "./periods";
import { quotient } from "../format/sqlText";

/** What a rule counts, as parts of a query over `events`. */
export interface Counted {
  form: Form;
  /** What an event adds. */
  top: string;
  /** What is divided by, of a quotient. */
  bottom: string | null;
  /** Of which events: the rule's filters, and what the metric is about. */
  conditions: readonly string[];
  groups: readonly Dimension[];
  period: Period;
  /** Shares are told in percent. */
  isPercentage: boolean;
  /** A value of fewer events is not judged. */
  minSamples: number;
  /** Whose calendar periods follow. */
  timeZone: string;
}

/** Rolling periods go by when Outlay took an event, those of the calendar by when the call was answered. */
export const timeColumn = ({ period }: Counted): "event_time" | "received_at" => period.kind === "calendar" ? "event_time" : "received_at";

/** Events that do not tell all of it add nothing; those far ahead of the clock stay out of calendars. */
export const conditionsOf = ({ top, bottom, conditions, period }: Counted): string[] => [
  ...conditions,
  ...(/^[a-z_]+$/.test(top) ? [`${top} IS NOT NULL`] : []),
  ...(bottom ? [`${bottom} IS NOT NULL`] : []),
  ...(period.kind === "calendar" ? ["event_time <= received_at + INTERVAL '1 day'"] : []),
];

/** An aggregate over the window that queries call `judged`. */
export const over = (aggregate: string): string => `${aggregate} OVER judged`;

/** What sums come to: `minutes` is how many of the period count. */
export function valueOf(counted: Counted, sums: { top: string; bottom: string; samples: string; minutes: string }): string {
  const { form, isPercentage, minSamples } = counted;
  const top = isPercentage ? `(${sums.top}) * 100` : sums.top;
  const value = {
    total: top,
    perMinute: quotient(top, sums.minutes),
    average: quotient(top, sums.samples),
    quotient: quotient(top, sums.bottom),
  }[form];
  return minSamples > 1 ? `CASE WHEN ${sums.samples} >= ${minSamples} THEN ${value} END` : value;
}
