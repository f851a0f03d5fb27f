import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { revisionsQuery, rulesQuery, settingsQuery } from "../../api/queries";
import type { Alert } from "../../api/types";
import { type Measure, measureOf } from "../../measure/measure";
import { type MeasureUnit, unitOf } from "../../measure/unit";
import { useCurrency } from "../overview/useCurrency";
import { type InForce, inForce } from "./inForce";

export interface Measured {
  /** What the rule was made of when the alert opened. */
  rule: InForce;
  unit: MeasureUnit | null;
  measure: Measure | null;
  /** Whose calendar the rule follows. */
  timeZone: string;
  currency: string;
}

const NONE: never[] = [];

/** What an alert's rule measured when the alert opened; null where the rule is gone, undefined before that is known. */
export function useMeasured(alert: Pick<Alert, "ruleId" | "openedAt"> | undefined): Measured | null | undefined {
  const { ruleId, openedAt } = alert ?? {};
  const rules = useQuery(rulesQuery).data;
  const rule = rules?.find(({ id }) => id === ruleId);
  const timeZone = useQuery(settingsQuery).data?.timeZone;
  const isChanged = rule !== undefined && openedAt !== undefined && rule.updatedAt > openedAt;
  const revisions = useQuery({ ...revisionsQuery(ruleId ?? ""), enabled: isChanged });
  const currency = useCurrency(undefined);
  const hasRules = rules !== undefined;
  const isKnown = !isChanged || revisions.data !== undefined || revisions.error !== null;
  return useMemo(() => {
    if (!hasRules || openedAt === undefined || timeZone === undefined || !isKnown) return undefined;
    if (!rule) return null;
    const about = inForce(rule, revisions.data ?? NONE, openedAt);
    return { rule: about, unit: unitOf(about, currency), measure: measureOf(about, timeZone, currency), timeZone, currency };
  }, [hasRules, rule, revisions.data, openedAt, timeZone, currency, isKnown]);
}
