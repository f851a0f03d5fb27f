import { formatSigned } from "../../format/change";
import { isZero, parseDecimal } from "../../format/decimal";
import { formatMoney, formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { driftShare, driftState, shareText } from "./cells";
import { bound, type Compared } from "./compared";

/** What was metered and billed on days of which both are known, in four cells. */
export function RowNumbers({ compared, currency }: { compared: Compared; currency: string }) {
  const { metered, billed, drift, unpriced } = compared;
  const share = driftShare(drift, metered);
  const isOff = driftState(drift, metered) !== "agrees";
  const reason = unpriced === "0" ? undefined : `${counted(unpriced, "event has", "events have")} no price`;
  const isNothing = isZero(parseDecimal(drift) ?? { units: 0n, scale: 0 });
  return (
    <>
      <td className="number" title={reason}>
        {formatTotal(metered, unpriced, currency)}
      </td>
      <td className="number">{formatMoney(billed, currency)}</td>
      <td className={isOff ? "number drift drift-off" : isNothing ? "number dim" : "number drift"} title={reason}>
        {`${bound(unpriced, "≤")}${formatSigned(drift, currency)}`}
      </td>
      <td className={isOff ? "number drift-off" : "number mid"}>{share === null ? "" : `${shareText(share, 2)}%`}</td>
    </>
  );
}
