import type { EventTotal } from "../../api/types";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatCount } from "../../format/number";

/** A total that hides nothing: with unpriced events it is a lower bound. */
export function TotalLine({ total }: { total: EventTotal | undefined }) {
  if (!total) return <p className="total">&nbsp;</p>;
  const { events, cost, unpriced, currency, others } = total;
  const isBound = unpriced !== "0";
  return (
    <p className="total" aria-live="off">
      <b className="tabular">
        {counted(events, "event")}
        {cost !== null && (
          <>
            ,{" "}
            <span
              className={isBound ? "bound" : undefined}
              title={isBound ? `${formatCount(unpriced)} of them have no price and are not in this sum` : undefined}
            >
              {formatTotal(cost, unpriced, currency)}
            </span>
          </>
        )}
        {others.map((other) => (
          <span key={other.currency} title="Priced while costs were kept in another currency; not added">
            {" "}
            + {formatMoney(other.cost, other.currency)}
          </span>
        ))}
      </b>
      {cost !== null && " effective"}
      {isBound && `, ${formatCount(unpriced)} unpriced`}
    </p>
  );
}
