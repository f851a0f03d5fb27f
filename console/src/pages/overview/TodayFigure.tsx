import type { SpendNow } from "../../api/overviewQueries";
import { formatMoney, formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Figure } from "../../ui/Figure";
import { Amount, isUnknown } from "./Amount";
import { eventsLink } from "./eventsLink";
import { soFar, weekdayOf } from "./labels";

interface Props {
  now: SpendNow["items"][number];
  asOf: string;
  zone: string;
}

/** Today until now, and what is usual until then. */
export function TodayFigure({ now: { currency, today }, asOf, zone }: Props) {
  const { day, amount, unpricedEvents: unpriced, events, usual, usualOf } = today;
  const label = `Today, ${soFar(asOf, zone)}`;
  const weekday = weekdayOf(day);
  return (
    <Figure
      label={label}
      meaning={usual === null ? `No ${weekday} before to compare` : `A usual ${weekday} until then: ${formatMoney(usual, currency)}`}
    >
      {isUnknown(amount, unpriced) ? (
        <Amount amount={events === "0" ? "0" : amount} unpriced={unpriced} currency={currency} />
      ) : (
        <ExplainedNumber
          title={label}
          formula="Effective cost of the events of today, as bills of today are not final."
          inputs={[
            { label: "Events", value: counted(events, "event") },
            ...(usual === null ? [] : [{ label: `Median of ${counted(usualOf, weekday)} before, until the same time`, value: formatMoney(usual, currency) }]),
          ]}
          result={{ label: "Spent", value: formatTotal(amount ?? "0", unpriced, currency) }}
          unknown={unpriced === "0" ? undefined : `${counted(unpriced, "event has", "events have")} no price.`}
          events={eventsLink({ from: day, to: day })}
        >
          {formatTotal(amount ?? "0", unpriced, currency)}
        </ExplainedNumber>
      )}
    </Figure>
  );
}
