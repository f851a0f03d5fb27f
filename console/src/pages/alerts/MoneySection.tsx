import { useQuery } from "@tanstack/react-query";
import { isZero, parseDecimal, plain, subtract, sumKnown } from "../../format/decimal";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatShort } from "../../format/number";
import { RankBars, type RankRow } from "../../ui/chart/RankBars";
import { ErrorNote } from "../../ui/ErrorNote";
import { ShowSql } from "../../ui/ShowSql";
import { Skeleton } from "../../ui/Skeleton";
import { meterLabel } from "../transactions/labels";
import { type AlertFacts, type MeterSum, metersQuery } from "./alertQueries";
import { type Asked, metersSql } from "./alertSql";

interface Props {
  asked: Asked;
  /** None while they are asked for. */
  facts: AlertFacts | null;
  colour: string;
}

/** Which meters the money of the alert's events went to. */
export function MoneySection({ asked, facts, colour }: Props) {
  const { data: meters, error } = useQuery(metersQuery(asked));
  const { currency } = asked;
  if (facts && facts.spent === null) return null;
  return (
    <section aria-labelledby="alert-money" className="alert-money">
      <div className="alert-section-head">
        <h3 id="alert-money" className="grow">
          Where the money went
        </h3>
        <ShowSql sql={metersSql(asked)} />
      </div>
      <ErrorNote error={error} meaning="What the meters cost cannot be shown." />
      {!error && !(meters && facts) && <Skeleton rows={5} height={34} />}
      {meters && facts && facts.spent !== null && (
        <RankBars
          label="Where the money went"
          rows={rowsOf(meters, facts.spent, currency).map((row) => ({ ...row, colour }))}
          totalLabel={callsText(facts)}
          total={formatTotal(facts.spent, facts.unpriced, currency)}
        />
      )}
      {facts && facts.unpriced !== "0" && (
        <p className="small mid">
          {counted(facts.unpriced, "call has", "calls have")} no price, and no part in this sum.
        </p>
      )}
    </section>
  );
}

/** `2,914 calls of claude-opus-4-5`, `2,980 calls of 2 models`. */
function callsText({ events, model, models }: AlertFacts): string {
  const of = model ?? (models === "0" ? null : counted(models, "model"));
  return `${counted(events, "call")}${of === null ? "" : ` of ${of}`}`;
}

/** Each meter, and what no meter explains: what senders reported otherwise, or skipped. */
function rowsOf(meters: readonly MeterSum[], spent: string, currency: string): RankRow[] {
  const rows = meters.map(({ meter, quantity, amount }): RankRow => ({
    id: meter,
    label: quantityText(meter, quantity),
    amount,
    value: amount === null ? "unpriced" : formatMoney(amount, currency),
  }));
  const [whole, explained] = [parseDecimal(spent), parseDecimal(sumKnown(meters.map(({ amount }) => amount)) ?? "0")];
  const rest = whole && explained && subtract(whole, explained);
  if (!rest || isZero(rest)) return rows;
  const amount = plain(rest);
  return [...rows, { id: "rest", label: "Reported otherwise by senders", amount, value: formatMoney(amount, currency), rest: true }];
}

/** `Output, 57.4 M tokens`, `Calls, 2`. */
function quantityText(meter: string, quantity: string | null): string {
  if (quantity === null) return meterLabel(meter);
  return meter.endsWith("_tokens") ? `${meterLabel(meter)}, ${formatShort(quantity)} tokens` : `${meterLabel(meter)}, ${formatShort(quantity)}`;
}
