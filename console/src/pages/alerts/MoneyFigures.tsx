import type { Alert } from "../../api/types";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatCount } from "../../format/number";
import { Figure } from "../../ui/Figure";
import { FigureStrip } from "../../ui/FigureStrip";
import { Unknown } from "../../ui/Unknown";
import type { AlertFacts, Normal } from "./alertQueries";
import type { Asked } from "./alertSql";
import { LastedFigure } from "./LastedFigure";

interface Props {
  alert: Alert;
  asked: Asked;
  /** None while they are asked for. */
  facts: AlertFacts | null;
  normal: Normal | null;
  /** Whose spend it is; none where everything is one. */
  group: string | null;
  /** `15 minutes`, `month`. */
  period: string;
}

/** What the alert cost, before and after it opened, and what is usual. */
export function MoneyFigures({ alert, asked, facts, normal, group, period }: Props) {
  const { span, currency } = asked;
  const until = alert.status === "open" ? "so far" : null;
  return (
    <FigureStrip label="What it cost">
      <Figure
        label={group === null ? "Spent" : `Spent by ${group}`}
        meaning={span.isPeriod ? `in the ${period} until it opened` : `from ${period} before it opened`}
      >
        {facts && <Sum amount={facts.spent} unpriced={facts.unpriced} events={facts.events} currency={currency} />}
      </Figure>
      <Figure label="After it opened" meaning={span.periodEnd === span.end ? `until the ${period} was over` : until}>
        {facts && <Sum amount={facts.spentAfter} unpriced={facts.unpricedAfter} events={facts.unpricedAfter} currency={currency} />}
      </Figure>
      <LastedFigure alert={alert} />
      <Figure label="Calls" meaning={facts && facts.unpriced !== "0" ? `${formatCount(facts.unpriced)} without a price` : null}>
        {facts && formatCount(facts.events)}
      </Figure>
      <Figure
        label="Usual"
        meaning={normal && normal.spent !== null ? `median of ${counted(normal.days, "day")} before with calls` : null}
      >
        {normal &&
          (normal.spent === null ? (
            <span className="dim">–</span>
          ) : (
            <>
              {formatMoney(normal.spent, currency)} <small>a day</small>
            </>
          ))}
      </Figure>
    </FigureStrip>
  );
}

/** Nothing is spent where nothing was called; what was called and has no price is unknown. */
function Sum({ amount, unpriced, events, currency }: { amount: string | null; unpriced: string; events: string; currency: string }) {
  if (amount === null) return events === "0" ? formatMoney("0", currency) : <Unknown>unpriced</Unknown>;
  return formatTotal(amount, unpriced, currency);
}
