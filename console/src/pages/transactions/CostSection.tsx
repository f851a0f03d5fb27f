import { Link } from "@tanstack/react-router";
import type { Conversion, CostLine, EventDetail } from "../../api/types";
import { formatMoney, reportedGap } from "../../format/money";
import { formatCount } from "../../format/number";
import { Note } from "../../ui/Note";
import { Unknown } from "../../ui/Unknown";
import { meterLabel } from "./labels";
import { unpricedSentence } from "./unpriced";

/** Quantity × price = amount, line by line, and what the sender said beside it. */
export function CostSection({ event }: { event: EventDetail }) {
  const { cost } = event;
  const perMillion = cost.lines.every((line) => Number(line.per) === 1_000_000);
  const gap = reportedGap(cost.reported, cost.computed);
  const voided = event.status === "voided";
  const effectiveIsComputed = !voided && cost.effective === cost.computed;
  const source = [cost.priceEntry, cost.priceVersion].filter(Boolean).join(", ");
  const currency = cost.conversion?.from ?? cost.currency;
  return (
    <section>
      <div className="row between">
        <h3>Cost</h3>
        {source && <Source entry={cost.priceEntry} source={source} version={cost.priceVersion} />}
      </div>
      <table className="flush cost-lines">
        {cost.lines.length > 0 && (
          <>
            <thead>
              <tr>
                <th>Meter</th>
                <th className="number">Quantity</th>
                <th className="number">{perMillion ? `${currency} per million` : "Price"}</th>
                <th className="number">Amount</th>
              </tr>
            </thead>
            <tbody>
              {cost.lines.map((line) => (
                <Line key={`${line.meter} ${line.unitPrice}`} line={line} currency={currency} plain={perMillion} />
              ))}
            </tbody>
          </>
        )}
        <tfoot>
          {cost.conversion && <Converted conversion={cost.conversion} />}
          {voided && <Voided event={event} />}
          {!voided && !effectiveIsComputed && <Sum label="Effective" amount={cost.effective} event={event} strong />}
          <Sum
            label={effectiveIsComputed ? "Computed, effective" : "Computed"}
            amount={cost.computed}
            event={event}
            strong={effectiveIsComputed}
          />
          <tr>
            <td className="mid" colSpan={3}>
              Reported by sender
            </td>
            <td className="number mid">
              {cost.reported === null ? (
                <span className="dim">not reported</span>
              ) : (
                formatMoney(cost.reported, cost.currency, "explained")
              )}
            </td>
          </tr>
          {judgedOtherwise(event) && <Sum label="Judged by rules" amount={event.judgedCost} event={event} strong={false} />}
        </tfoot>
      </table>
      {voided && <Note>It was taken back. It stays here, and is in no sum.</Note>}
      {cost.unpriced && (
        <Note tone="warn">
          <strong>Unpriced, not zero.</strong> {cost.unpricedSentence ?? unpricedSentence(cost.unpriced.code)}{" "}
          <Link className="link" to="/prices" search={{ tab: "own", price: "new", ...namesOf(event) }}>
            Set a price
          </Link>
        </Note>
      )}
      {gap && (
        <Note>
          The sender reported <b className="tabular">{formatMoney(gap.amount, cost.currency, "explained")}</b>{" "}
          {gap.direction} than the price book computes.{explainGap(cost.lines, gap.amount)}
        </Note>
      )}
    </section>
  );
}

/** Where the price is from: the list, or a price of one's own. */
function Source({ entry, source, version }: { entry: string | null; source: string; version: string | null }) {
  if (entry?.startsWith("prc_")) {
    return (
      <Link className="link small" to="/prices" search={{ tab: "own", price: entry }} title={`Price: ${source}`}>
        own price, {version}
      </Link>
    );
  }
  return (
    <span className="small dim clip" title={`Price: ${source}`}>
      {source}
    </span>
  );
}

/** What a price for calls like this one is for. */
function namesOf({ kind, dimensions }: EventDetail): { provider?: string; model?: string; tool?: string } {
  const { provider, model, tool } = dimensions;
  return kind === "tool" && tool ? { tool } : { ...(provider && { provider }), ...(model && { model }) };
}

/** When one line is exactly the gap, that is likely why. */
function explainGap(lines: CostLine[], gap: string): string {
  const same = lines.filter((line) => line.amount !== null && reportedGap(line.amount, gap) === null);
  const only = same.length === 1 ? same[0] : undefined;
  return only ? ` That is exactly the line ${meterLabel(only.meter).toLowerCase()}.` : "";
}

function Line({ line, currency, plain }: { line: CostLine; currency: string; plain: boolean }) {
  return (
    <tr>
      <td title={[line.priceEntry, line.priceVersion].filter(Boolean).join(", ") || undefined}>
        {meterLabel(line.meter)}
        {line.priceEntry && <span className="tag explained-source">other price</span>}
      </td>
      <td className="number">{formatCount(line.quantity)}</td>
      <td className="number mid">
        {line.unitPrice === null ? (
          <Unknown>no price</Unknown>
        ) : (
          <>
            × {formatMoney(line.unitPrice, currency, "price")}
            {!plain && line.per !== null && Number(line.per) !== 1 && ` per ${formatCount(line.per)}`}
            {line.multiplier !== null && ` × ${line.multiplier}`}
          </>
        )}
      </td>
      <td className="number">
        {line.amount === null ? <Unknown>unpriced</Unknown> : formatMoney(line.amount, currency, "explained")}
      </td>
    </tr>
  );
}

/** The sum of the lines in their own currency, and the rate of its day. */
function Converted({ conversion: { from, amount, rate, day } }: { conversion: Conversion }) {
  return (
    <tr>
      <td className="mid" colSpan={3}>
        Sum in {from}
        {rate === null ? "; no exchange rate" : ` × ${rate} (rate of ${day})`}
      </td>
      <td className="number mid">{formatMoney(amount, from, "explained")}</td>
    </tr>
  );
}

/** Rules judge a call as it arrives; what is said of it later does not undo what they saw. */
function judgedOtherwise({ revision, judgedCost, effectiveCost }: EventDetail): boolean {
  if (revision === 0) return false;
  if (judgedCost === null || effectiveCost === null) return judgedCost !== effectiveCost;
  return reportedGap(judgedCost, effectiveCost) !== null;
}

/** What it cost before, struck through, beside what it costs now. */
function Voided({ event }: { event: EventDetail }) {
  const { effective, currency } = event.cost;
  return (
    <tr className="explained-sum">
      <td colSpan={2}>
        <span className="row">
          Effective <span className="tag">voided</span>
        </span>
      </td>
      <td className="number dim">{effective !== null && <s>{formatMoney(effective, currency, "explained")}</s>}</td>
      <td className="number">{formatMoney(event.effectiveCost ?? "0", currency, "explained")}</td>
    </tr>
  );
}

interface SumProps {
  label: string;
  amount: string | null;
  event: EventDetail;
  strong: boolean;
}

function Sum({ label, amount, event, strong }: SumProps) {
  return (
    <tr className={strong ? "explained-sum" : undefined}>
      <td colSpan={3} className={strong ? undefined : "mid"}>
        {label}
      </td>
      <td className={strong ? "number" : "number mid"}>
        {amount === null ? (
          <Unknown reason={event.cost.unpricedSentence ?? unpricedSentence(event.unpricedReason)}>unpriced</Unknown>
        ) : (
          formatMoney(amount, event.cost.currency, "explained")
        )}
      </td>
    </tr>
  );
}
