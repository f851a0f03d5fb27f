import type { Alert } from "../../api/types";
import type { Measured } from "./useMeasured";

const PASSED: Record<string, string> = {
  GREATER_THAN: "over",
  GREATER_THAN_OR_EQUAL_TO: "at least",
  LESS_THAN: "under",
  LESS_THAN_OR_EQUAL_TO: "at most",
};

const ONE: Record<number, string> = { 1: "in a minute", 60: "in an hour" };

/**
 * The fact that opened the alert, whom it is about first: `route-planner spent over $50 in 15 minutes`. The rule's own title is of its
 * latest finding, which may say that it is over; it stands where the fact cannot be said.
 */
export function headline(alert: Pick<Alert, "title" | "key" | "limit">, measured: Measured | null | undefined): string {
  const { measure, rule } = measured ?? {};
  if (!measure || !rule || alert.limit === null || !rule.isKnown) return alert.title;
  const passed = PASSED[String(rule.settings["operatorType"])];
  const { period } = measure;
  if (!passed || period.kind === "call") return alert.title;
  const limit = wholeAmount(measure.format(alert.limit));
  const group = measure.subjectOf(alert.key);
  const time = period.kind === "rolling" ? ONE[period.minutes] ?? period.words.replace("the last ", "") : `in a ${period.every}`;
  if (measure.unit.name === "money" && measure.adds) return group === null ? `Spend is ${passed} ${limit} ${time}` : `${group} spent ${passed} ${limit} ${time}`;
  return `${group === null ? measure.name : `${group}: ${measure.name.toLowerCase()}`} ${passed} ${limit} ${time}`;
}

/** `$50.00` is `$50`, as it was typed. */
export const wholeAmount = (text: string): string => text.replace(/\.00$/, "");
