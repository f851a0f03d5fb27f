import { formatSigned } from "../../format/change";
import { formatMoney, formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { formatDate } from "../../format/time";
import { ExplainedNumber } from "../../ui/ExplainedNumber";
import { Figure } from "../../ui/Figure";
import { FigureStrip } from "../../ui/FigureStrip";
import { daysText, type Days } from "../../ui/range";
import { Unknown } from "../../ui/Unknown";
import { billedShare, bound, type MonthSum } from "./compared";
import { driftShare, driftState, shareText } from "./cells";
import type { Culprit } from "./culprit";
import { partsOf } from "./parts";
import { monthSql } from "./sql";

interface Props {
  sum: MonthSum;
  /** The whole days of the month. */
  days: Days;
  today: string;
  /** What most of the difference comes from. */
  culprit: Culprit | null;
}

/** The month in one currency: only days that are known on both sides are compared. */
export function Figures({ sum, days, today, culprit }: Props) {
  const { currency, compared } = sum;
  const share = billedShare(sum);
  const noBill = <Unknown reason="No day of this month has a final bill and a metered cost">no final bill yet</Unknown>;
  return (
    <FigureStrip label={`Bill and meter, ${currency}`}>
      <Figure label={`Metered, ${daysText(days, today)}`} meaning={meteredMeaning(sum)}>
        {sum.metered === null ? <Unknown>nothing metered</Unknown> : formatTotal(sum.metered, sum.unpriced, currency)}
      </Figure>
      <Figure label="Of that, a final bill exists for" meaning={share && <ShareBar share={share} />}>
        {share === null ? <Unknown>unknown</Unknown> : `${share}%`}
      </Figure>
      <Figure label="Billed for the same days" meaning={compared && `against ${formatTotal(compared.metered, compared.unpriced, currency)} metered`}>
        {compared ? formatMoney(compared.billed, currency) : noBill}
      </Figure>
      <Figure label="Difference" meaning={compared && driftMeaning(sum, culprit)}>
        {compared ? (
          <span className={driftState(compared.drift, compared.metered) === "agrees" ? undefined : "drift-off"}>
            <ExplainedNumber
              title="Difference"
              formula="Billed less metered, on days with a final bill."
              inputs={partsOf(compared.parts).map(({ label, amount }) => ({ label, value: formatSigned(amount, currency) }))}
              result={{ label: "Difference", value: formatSigned(compared.drift, currency) }}
              unknown={compared.unpriced === "0" ? undefined : `${counted(compared.unpriced, "event")} of these days have no price: the true difference is lower.`}
              sql={monthSql(days.from, days.to)}
              align="right"
            >
              {`${bound(compared.unpriced, "≤")}${formatSigned(compared.drift, currency)}`}
            </ExplainedNumber>
          </span>
        ) : (
          noBill
        )}
      </Figure>
    </FigureStrip>
  );
}

function meteredMeaning({ metered, providers, unpriced }: MonthSum): string {
  if (metered === null) return "Today is left out: it is not over";
  return [counted(providers, "provider"), unpriced !== "0" && `${counted(unpriced, "event")} unpriced`].filter(Boolean).join(", ");
}

function driftMeaning({ compared }: MonthSum, culprit: Culprit | null): string | null {
  const share = compared && driftShare(compared.drift, compared.metered);
  const percent = share === null || share === undefined ? null : `${shareText(share, 2)}%`;
  const from = culprit && `${culprit.isNearlyAll ? "nearly all" : "mostly"} ${culprit.label}${culprit.since ? ` since ${formatDate(culprit.since)}` : ""}`;
  return [percent, from].filter(Boolean).join(", ") || null;
}

function ShareBar({ share }: { share: string }) {
  return (
    <span className="share-bar" aria-hidden="true">
      <i style={{ width: `${share}%` }} />
    </span>
  );
}
