import { useQuery } from "@tanstack/react-query";
import { rulesQuery, settingsQuery } from "../../api/queries";
import type { Rule } from "../../api/types";
import { type Measure, measureOf } from "../../measure/measure";
import { type MeasureUnit, unitOf } from "../../measure/unit";
import { useCurrency } from "../overview/useCurrency";

export interface Measured {
  rule: Rule;
  unit: MeasureUnit | null;
  measure: Measure | null;
  /** Whose calendar the rule follows. */
  timeZone: string;
  currency: string;
}

/** What an alert's rule measures, by its settings of today; none before that is known, or where the rule is gone. */
export function useMeasured(ruleId: string | undefined): Measured | null {
  const rule = useQuery(rulesQuery).data?.find(({ id }) => id === ruleId);
  const settings = useQuery(settingsQuery).data;
  const currency = useCurrency(undefined);
  if (!rule || !settings) return null;
  const { timeZone } = settings;
  const about = { builtin: rule.builtin, settings: rule.settings as Record<string, unknown> };
  return { rule, unit: unitOf(about, currency), measure: measureOf(about, timeZone, currency), timeZone, currency };
}
