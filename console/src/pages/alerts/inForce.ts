import type { Rule, RuleRevision } from "../../api/types";
import type { MeasuredRule } from "../../measure/settings";

/** What a rule was made of at a moment. */
export interface InForce extends MeasuredRule {
  /** Whether it is known; else it is as it is today. */
  isKnown: boolean;
}

/** What was in force at a moment: what a rule has changed to since says nothing of an alert. */
export function inForce(rule: Rule, revisions: readonly RuleRevision[], at: string): InForce {
  const moment = Date.parse(at);
  if (Date.parse(rule.updatedAt) <= moment) return of(rule, true);
  const before = revisions.filter(({ startedAt }) => Date.parse(startedAt) <= moment);
  const latest = before.toSorted((left, right) => Date.parse(right.startedAt) - Date.parse(left.startedAt))[0];
  return latest ? of(latest, true) : of(rule, false);
}

const of = ({ builtin, settings }: Pick<Rule, "builtin" | "settings">, isKnown: boolean): InForce => ({
  builtin,
  settings: settings as Record<string, unknown>,
  isKnown,
});
