import { Link } from "@tanstack/react-router";
import { formatChange } from "../../format/change";
import { formatMoney, formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Figure } from "../../ui/Figure";
import { daysText } from "../../ui/range";
import { Unknown } from "../../ui/Unknown";
import { isUnknown } from "./Amount";
import { eventsLink } from "./eventsLink";
import { spentLabel } from "./labels";
import { totalSql } from "./sql";
import type { SpendBy } from "./useSpendBy";
import type { Compared } from "./useCompared";

interface Props {
  spend: SpendBy;
  compared: Compared;
  title: string | null;
  today: string;
}

/** What the days of the page cost, and how that differs from the days before. */
export function SpentFigure({ spend, compared, title, today }: Props) {
  const { total, currency, days } = spend;
  const { amount, billed, metered, unpricedEvents: unpriced } = total;
  const label = spentLabel(title, days, today);
  return (
    <Figure label={label} lead meaning={<Meaning spend={spend} compared={compared} today={today} />}>
      {isUnknown(amount, unpriced) ? (
        <Unknown reason={`${counted(unpriced, "event has", "events have")} no price`}>unpriced</Unknown>
      ) : (
        <ExplainedNumber
          title={label}
          formula="What a final bill says of a day where one covers it, else the effective cost of the events of that day. The two are never added."
          inputs={[
            { label: "Billed", value: formatMoney(billed, currency) },
            { label: "Metered, on days without a final bill", value: formatTotal(metered, unpriced, currency) },
          ]}
          result={{ label: "Spent", value: formatTotal(amount, unpriced, currency) }}
          unknown={unpriced === "0" ? undefined : `${counted(unpriced, "event has", "events have")} no price, so that the true figure is higher.`}
          events={eventsLink(days)}
          sql={totalSql(days, currency)}
        >
          {formatTotal(amount, unpriced, currency)}
        </ExplainedNumber>
      )}
    </Figure>
  );
}

function Meaning({ spend, compared, today }: Omit<Props, "title">) {
  const { currency, total } = spend;
  return (
    <>
      <ChangeLine compared={compared} currency={currency} today={today} />
      {total.unpricedEvents !== "0" && (
        <span className="overview-line">
          <Link className="link" to="/prices" search={{ tab: "todo" }}>
            {counted(total.unpricedEvents, "event")} unpriced
          </Link>
        </span>
      )}
    </>
  );
}

function ChangeLine({ compared, currency, today }: { compared: Compared; currency: string; today: string }) {
  const { period, now, before, error } = compared;
  if (error) return <span className="overview-line">The days before could not be read</span>;
  if (!period) return null;
  if (!now || !before) return <span className="overview-line overview-blank" />;
  const against = daysText(period.before, today);
  const change = formatChange(before.total.amount, now.total.amount, currency);
  const without = period.withoutToday ? ", today left out" : "";
  if (!change) return null;
  if (change.percent === "new") return <span className="overview-line">{formatMoney(before.total.amount, currency)} on {against}</span>;
  return (
    <span className="overview-line">
      {change.amount} {change.percent && `(${change.percent})`} on {against}
      {without}
    </span>
  );
}
