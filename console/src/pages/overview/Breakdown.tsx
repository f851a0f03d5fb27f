import { Link } from "@tanstack/react-router";
import { formatTotal } from "../../format/money";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { RankBars } from "../../ui/chart/RankBars";
import { Skeleton } from "../../ui/Skeleton";
import type { Days } from "../../ui/range";
import { Amount, isUnknown } from "./Amount";
import { Block } from "./Block";
import { dimension, type DimensionName } from "./dimensions";
import { eventsLink } from "./eventsLink";
import { grainOf } from "./grain";
import { foldRows } from "./rows";
import { spendSql } from "./sql";
import { useSpendBy } from "./useSpendBy";

interface Props {
  by: Exclude<DimensionName, "provider">;
  days: Days;
  currency: string;
}

const TOP = 5;

/** The same spend by another dimension; its total is the headline. */
export function Breakdown({ by, days, currency }: Props) {
  const about = dimension(by);
  const { shown, isOld, error, retry } = useSpendBy(days, about, currency);
  const values = shown?.rows.filter(({ kind }) => kind === "value").length ?? 0;
  const isWhole = !shown?.rows.some(({ kind }) => kind === "rest");
  return (
    <section aria-label={about.many}>
      <div className="section-head">
        <h2>{about.many}</h2>
        <span className="grow" />
        {values > TOP + 1 && (
          <Link className="link small" from="/" to="." hash="spend" search={(old) => ({ ...old, by, all: "yes" as const, only: undefined })}>
            {isWhole ? "All" : "First"} {values}
          </Link>
        )}
      </div>
      <Block error={error} onRetry={retry} isOld={isOld} ghost={<Skeleton rows={TOP + 2} />}>
        {shown && (
          <RankBars
            label={about.many}
            rows={foldRows(shown.rows, TOP).map((row) => ({
              id: row.key,
              amount: isUnknown(row.amount, row.unpriced) ? null : row.amount,
              rest: row.kind !== "value",
              label:
                row.kind === "value" ? (
                  <Link className="overview-name" {...eventsLink(shown.days, about, row)} title={row.label}>
                    {row.label}
                  </Link>
                ) : (
                  row.label
                ),
              value: <Amount amount={row.amount} unpriced={row.unpriced} currency={currency} />,
            }))}
            total={
              <ExplainedNumber
                title={`${about.many}, together`}
                formula="The same spend as in the headline: rows add up to it."
                events={eventsLink(shown.days)}
                sql={spendSql({ days: shown.days, grain: grainOf(shown.days), dimension: about, currency })}
                align="right"
              >
                {formatTotal(shown.total.amount, shown.total.unpricedEvents, currency)}
              </ExplainedNumber>
            }
          />
        )}
      </Block>
    </section>
  );
}
