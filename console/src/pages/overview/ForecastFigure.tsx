import { Link } from "@tanstack/react-router";
import type { Forecast } from "../../api/overviewQueries";
import { formatMoney } from "../../format/money";
import { formatShortMoney } from "../../format/shortMoney";
import { RangeBar } from "../../ui/chart/RangeBar";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Figure } from "../../ui/Figure";
import { Unknown } from "../../ui/Unknown";
import { budgetText } from "./budget";
import { lastDayOf } from "./expected";
import { formatDate } from "../../format/time";

/** Where the month will end, always as a range, and how that is against the budget. */
export function ForecastFigure({ forecast }: { forecast: Forecast }) {
  const { low, high, currency, spent, budget, weeks, month } = forecast;
  const range = low !== null && high !== null ? { low, high } : null;
  const budgeted = budget === null ? null : budgetText(budget, forecast);
  const written = range && `${formatShortMoney(range.low, currency)} – ${formatShortMoney(range.high, currency)}`;
  const label = forecastLabel(month);
  return (
    <Figure
      label={label}
      meaning={
        <>
          {(range || budget) && <RangeBar done={spent} range={range} limit={budget} label={`${formatMoney(spent, currency)} spent${written ? `, forecast ${written}` : ""}${budgeted ? `. ${budgeted}` : ""}`} />}
          {!range && <span className="overview-line">Too few days are known to tell where the month ends</span>}
          <span className="overview-line">
            {budgeted ?? (
              <>
                No budget.{" "}
                <Link className="link" to="/settings">
                  Set one
                </Link>
              </>
            )}
          </span>
        </>
      }
    >
      {range && written ? (
        <ExplainedNumber
          title={label}
          formula={`What is spent, and for each day to come the lower and the upper quartile of the same weekdays of ${weeks} weeks.`}
          inputs={[
            { label: "Spent so far", value: formatMoney(spent, currency) },
            { label: "Lower end", value: formatMoney(range.low, currency) },
            { label: "Upper end", value: formatMoney(range.high, currency) },
          ]}
          unknown="A forecast: expected, not spent."
        >
          {written}
        </ExplainedNumber>
      ) : (
        <Unknown reason="Too little history">not known yet</Unknown>
      )}
    </Figure>
  );
}

export const forecastLabel = (month: string): string => `Forecast for ${formatDate(lastDayOf(month))}`;
