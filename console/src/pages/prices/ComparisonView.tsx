import type { Compared, Comparison, Difference, Sums } from "../../api/types";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatCount } from "../../format/number";

interface Props {
  comparison: Comparison;
  /** What the two sides are, for example `Now` and `Re-priced`. */
  before: string;
  after: string;
}

/** Two costs of the same events, side by side. */
export function ComparisonView({ comparison, before, after }: Props) {
  const changed = comparison.groups.filter((group) => group.changed > 0);
  return (
    <div className="comparison" role="status">
      <p>
        <b>{comparison.changed === 0 ? "None" : counted(comparison.changed, "event")}</b> of {formatCount(comparison.events)} would cost otherwise.
      </p>
      {changed.length > 0 && (
        <table className="flush price-table">
          <thead>
            <tr>
              <th>Model</th>
              <th className="number hide-narrow">Events</th>
              <th className="number">{before}</th>
              <th className="number">{after}</th>
              <th className="number">Difference</th>
            </tr>
          </thead>
          <tbody>
            {changed.map((group) => (
              <tr key={`${group.provider}/${group.model}`}>
                <td>
                  <b className="wrap-anywhere">{group.model || "others"}</b>
                  <p className="small dim">{group.provider}</p>
                </td>
                <td className="number hide-narrow">{formatCount(group.changed)}</td>
                <SumCells of={group} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="explained-sum">
              <td>Sum of all</td>
              <td className="number hide-narrow">{formatCount(comparison.events)}</td>
              <SumCells of={comparison} />
            </tr>
          </tfoot>
        </table>
      )}
    </div>
  );
}

function SumCells({ of }: { of: Compared }) {
  return (
    <>
      <td className="number">
        <SumText sums={of.before} />
      </td>
      <td className="number">
        <SumText sums={of.after} />
      </td>
      <td className="number">
        <DifferenceText of={of.difference} />
      </td>
    </>
  );
}

/** A sum with unpriced parts is a lower bound; currencies are not added. */
function SumText({ sums }: { sums: Sums }) {
  const currencies = Object.entries(sums.cost);
  return (
    <>
      {currencies.map(([currency, cost]) => (
        <span key={currency} className="sum-part">
          {formatTotal(cost, String(sums.unpriced), currency)}
        </span>
      ))}
      {currencies.length === 0 && sums.unpriced === 0 && <span className="dim">nothing</span>}
      {sums.unpriced > 0 && <span className="small dim sum-part">{formatCount(sums.unpriced)} unpriced</span>}
    </>
  );
}

function differenceText(cost: string, currency: string): string {
  if (cost === "0") return "none";
  return cost.startsWith("-") ? formatMoney(cost, currency) : `+${formatMoney(cost, currency)}`;
}

/** What has no cost on one side is no difference. */
function DifferenceText({ of }: { of: Difference }) {
  return (
    <>
      {Object.entries(of.cost).map(([currency, cost]) => (
        <span key={currency} className="sum-part">
          {differenceText(cost, currency)}
        </span>
      ))}
      {of.incomparable > 0 && (
        <span className="small dim sum-part" title="Their cost is known on one side only, or is in another currency">
          {formatCount(of.incomparable)} not comparable
        </span>
      )}
    </>
  );
}
