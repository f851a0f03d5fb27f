import type { Span } from "../../api/traceQueries";
import { formatMoney } from "../../format/money";
import { Unknown } from "../../ui/Unknown";
import { unpricedSentence } from "../transactions/unpriced";

/** What a step cost alone. */
export function StepCost({ span: { cost, currency, unpricedReason } }: { span: Span }) {
  if (cost === null) return <Unknown reason={unpricedSentence(unpricedReason)}>unpriced</Unknown>;
  const text = formatMoney(cost, currency, "event");
  return /[1-9]/.test(cost) ? text : <span className="dim">{text}</span>;
}
