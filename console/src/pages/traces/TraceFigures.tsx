import { linkOptions } from "@tanstack/react-router";
import type { Trace } from "../../api/traceQueries";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatCount } from "../../format/number";
import { formatDuration } from "../../format/time";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Figure } from "../../ui/Figure";
import { FigureStrip } from "../../ui/FigureStrip";
import { TimeText } from "../../ui/TimeText";
import { Unknown } from "../../ui/Unknown";
import { eventsSql } from "../transactions/eventsSql";
import { costByModel } from "./costByModel";
import { addSums, ownSums } from "./sums";

const SQL_COLUMNS = ["event_time", "event_id", "transaction_id", "parent_transaction_id", "kind", "model", "duration_ms", "effective_cost", "currency", "unpriced_reason"];

/** What the whole trace was. */
export function TraceFigures({ trace }: { trace: Trace }) {
  const { spans, cost, unpriced, currency, beganAt, endedAt } = trace;
  const sums = addSums(spans.map(ownSums));
  const { shown, rest } = costByModel(spans, currency);
  const inputs = [...shown, ...(rest ? [rest] : [])].map(({ label, amount, calls }) => ({
    label: `${label}, ${counted(String(calls), "span")}`,
    value: amount === null ? <Unknown>unpriced</Unknown> : formatMoney(amount, currency, "explained"),
  }));
  return (
    <FigureStrip label="The whole trace">
      <Figure label="Cost" meaning={unpriced === "0" ? "every span has a price" : `${counted(unpriced, "span has", "spans have")} no price`}>
        {cost === null ? (
          <Unknown reason="None of its spans has a price">unpriced</Unknown>
        ) : (
          <ExplainedNumber
            title="Cost of the trace"
            formula={`Effective cost of its ${counted(String(spans.length), "span")}${trace.truncated ? " and those that are not shown" : ""}, summed`}
            inputs={inputs}
            result={{ label: "Together", value: `${unpriced === "0" ? "" : "≥ "}${formatMoney(cost, currency, "explained")}` }}
            unknown={unpriced === "0" ? undefined : `${counted(unpriced, "span has", "spans have")} no price and ${unpriced === "1" ? "is" : "are"} in no sum`}
            events={linkOptions({ to: "/transactions", search: { traceId: trace.traceId, range: "all" } })}
            sql={eventsSql(SQL_COLUMNS, { traceId: trace.traceId }, {})}
          >
            {formatTotal(cost, unpriced, currency)}
          </ExplainedNumber>
        )}
      </Figure>
      <Figure label="Took" meaning={<>began <TimeText at={beganAt} /></>}>
        {formatDuration(Date.parse(endedAt) - Date.parse(beganAt))}
      </Figure>
      <Figure label="Spans" meaning={sums.errors === 0 ? "none failed" : <span className="bad">{sums.errors} failed</span>}>
        {trace.truncated ? `first ${formatCount(spans.length)}` : formatCount(spans.length)}
      </Figure>
      <Figure label="Tokens" meaning="input, cache read and output">
        {sums.tokens === null ? <Unknown>not reported</Unknown> : formatCount(sums.tokens)}
      </Figure>
    </FigureStrip>
  );
}
