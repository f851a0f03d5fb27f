import { useQuery } from "@tanstack/react-query";
import type { Alert } from "../../api/types";
import { formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { factsQuery } from "./alertQueries";
import { askedOf } from "./useAlertFacts";
import { useMeasured } from "./useMeasured";
import { useWholeMinute } from "./useWholeMinute";

/** How large an alert is: what was spent, else what was measured, else how often it was found. */
export function ItemSize({ alert, asksSpend }: { alert: Alert; asksSpend: boolean }) {
  const measured = useMeasured(alert);
  const now = useWholeMinute();
  const isMoney = asksSpend && measured?.measure?.adds === true && measured.unit?.name === "money";
  const asked = isMoney ? askedOf(alert, measured, now) : null;
  const facts = useQuery(factsQuery(asked)).data;
  if (asked) return facts?.spent ? formatTotal(facts.spent, facts.unpriced, asked.currency) : null;
  if (measured?.unit && alert.value !== null) return measured.unit.format(alert.value);
  return counted(alert.findings, "finding");
}
