import { useQuery } from "@tanstack/react-query";
import type { Alert } from "../../api/types";
import { useZone } from "../../preferences";
import type { Asked } from "./alertSql";
import { factsQuery, normalQuery } from "./alertQueries";
import { spanOf } from "./span";
import type { Measured } from "./useMeasured";

/** Which events an alert is about; none where its rule does not tell. */
export function askedOf(alert: Alert, measured: Measured | null | undefined, now: number): Asked | null {
  const measure = measured?.measure;
  const span = measure ? spanOf(alert, measure.period, measured.timeZone, now) : null;
  const conditions = measure?.conditions(alert.key);
  return measure && span && conditions ? { conditions, time: measure.time, span, currency: measured.currency } : null;
}

/** What was called and spent in an alert, and what is usual. */
export function useAlertFacts(asked: Asked | null) {
  const zone = useZone();
  const facts = useQuery(factsQuery(asked));
  const normal = useQuery(normalQuery(asked, zone));
  return { facts: facts.data ?? null, normal: normal.data ?? null, error: facts.error };
}
