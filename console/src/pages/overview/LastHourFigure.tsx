import type { SpendNow } from "../../api/overviewQueries";
import { formatMoney } from "../../format/money";
import { counted, formatRate } from "../../format/number";
import { Figure } from "../../ui/Figure";
import { Amount, isUnknown } from "./Amount";
import { perEvent, perMinute } from "./rates";

interface Props {
  now: SpendNow["items"][number];
  /** Over the last minute; null is not known. */
  eventsPerSecond: number | null;
}

/** How fast money goes at this moment. */
export function LastHourFigure({ now: { currency, lastHour }, eventsPerSecond }: Props) {
  const { amount, events, unpricedEvents: unpriced } = lastHour;
  const each = perEvent(amount, events, unpriced);
  return (
    <Figure
      label="Last hour"
      meaning={
        <>
          <span className="overview-line">
            {events === "0" ? "No event" : counted(events, "event")}
            {each && `, ${formatMoney(each, currency, "event")} each`}
          </span>
          {eventsPerSecond !== null && <span className="overview-line">{formatRate(eventsPerSecond)} events/s now</span>}
        </>
      }
    >
      {events !== "0" && isUnknown(amount, unpriced) ? (
        <Amount amount={null} unpriced={unpriced} currency={currency} />
      ) : (
        <>
          {unpriced === "0" ? "" : "≥ "}
          {formatMoney(perMinute(amount ?? "0"), currency)}
          <small>/min</small>
        </>
      )}
    </Figure>
  );
}
