import { linkOptions } from "@tanstack/react-router";
import type { Trace } from "../../api/traceQueries";
import { formatMoney, type MoneyForm } from "../../format/money";
import { counted, formatCount } from "../../format/number";
import { formatDuration } from "../../format/time";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Figure } from "../../ui/Figure";
import { FigureStrip } from "../../ui/FigureStrip";
import { TimeText } from "../../ui/TimeText";
import { Unknown } from "../../ui/Unknown";
import { eventsSql } from "../transactions/eventsSql";
import { costByModel } from "./costByModel";
import { costTexts } from "./sums";
import type { TraceTree } from "./useTraceTree";

const SQL_COLUMNS = ["event_time", "event_id", "transaction_id", "parent_transaction_id", "kind", "model", "duration_ms", "effective_cost", "currency", "unpriced_reason"];

interface Props {
  trace: Trace;
  tree: TraceTree;
}

/** What the whole trace was. */
export function TraceFigures({ trace, tree: { whole, currency } }: Props) {
  const { spans, beganAt, endedAt } = trace;
  const amounts = costTexts(whole.costs, currency);
  const bound = whole.unpriced === 0 ? "" : "≥ ";
  const without = `${counted(String(whole.unpriced), "span has", "spans have")} no price`;
  const together = (form: MoneyForm) => bound + amounts.map(({ amount, currency: of }) => formatMoney(amount, of, form)).join(" + ");
  const { shown, rest } = costByModel(spans, currency);
  const inputs = [...shown, ...(rest ? [rest] : [])].map(({ label, amount, calls }) => ({
    label: `${label}, ${counted(String(calls), "span")}`,
    value: amount === null ? <Unknown>unpriced</Unknown> : formatMoney(amount, currency, "explained"),
  }));
  return (
    <FigureStrip label="The whole trace">
      <Figure label="Cost" meaning={bound ? without : "every span has a price"}>
        {amounts.length === 0 ? (
          <Unknown reason="None of its spans has a price">unpriced</Unknown>
        ) : (
          <ExplainedNumber
            title="Cost of the trace"
            formula={`Effective cost of ${trace.truncated ? "the first" : "its"} ${counted(String(spans.length), "span")}, summed`}
            inputs={inputs}
            result={{ label: "Together", value: together("explained") }}
            unknown={bound && `${without} and ${whole.unpriced === 1 ? "is" : "are"} in no sum`}
            events={linkOptions({ to: "/transactions", search: { traceId: trace.traceId, range: "all" } })}
            sql={eventsSql(SQL_COLUMNS, { traceId: trace.traceId }, {})}
          >
            {together("total")}
          </ExplainedNumber>
        )}
      </Figure>
      <Figure
        label="Took"
        meaning={
          <>
            began <TimeText at={beganAt} />
          </>
        }
      >
        {formatDuration(Date.parse(endedAt) - Date.parse(beganAt))}
      </Figure>
      <Figure label="Spans" meaning={whole.errors === 0 ? "none failed" : <span className="bad">{formatCount(whole.errors)} failed</span>}>
        {trace.truncated ? `first ${formatCount(spans.length)}` : formatCount(spans.length)}
      </Figure>
      <Figure label="Tokens" meaning="input, cache and output">
        {whole.tokens === null ? <Unknown>not reported</Unknown> : formatCount(whole.tokens)}
      </Figure>
    </FigureStrip>
  );
}
