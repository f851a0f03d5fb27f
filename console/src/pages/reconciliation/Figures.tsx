import type { ReconciledSum } from "../../api/types";
import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { driftShare, shareText } from "./cells";
import { Difference } from "./Difference";

/** The month in one currency: only days that have a bill are compared. */
export function Figures({ sum }: { sum: ReconciledSum }) {
  const share = driftShare(sum.drift, sum.billed);
  return (
    <dl className="figures">
      <div>
        <dt>Billed</dt>
        <dd className="tabular">{formatMoney(sum.billed, sum.currency)}</dd>
        <dd className="small mid">
          {sum.rowsLeftOut > 0 ? `${counted(sum.rowsLeftOut, "day")} left out: no bill, or unknown costs` : "every day has a bill"}
        </dd>
      </div>
      <div>
        <dt>Metered, same days</dt>
        <dd className="tabular">{formatMoney(sum.metered, sum.currency)}</dd>
        <dd className="small mid">what senders reported</dd>
      </div>
      <div>
        <dt>By the price book</dt>
        <dd className="tabular">{sum.estimated === null ? "unknown" : formatMoney(sum.estimated, sum.currency)}</dd>
        <dd className="small mid">the provider's own usage</dd>
      </div>
      <div>
        <dt>Difference</dt>
        <dd>
          <Difference amount={sum.drift} currency={sum.currency} />
        </dd>
        <dd className="small mid">{share === null ? "" : `${shareText(share, 2)} % of the bill`}</dd>
      </div>
    </dl>
  );
}
