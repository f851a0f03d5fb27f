import { useState } from "react";
import type { Compared, Comparison, Difference, Sums } from "../../api/types";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatCount } from "../../format/number";
import { formatDate } from "../../format/time";
import { Choice } from "../../ui/Choice";

interface Props {
  comparison: Comparison;
  /** What the two sides are, for example `Now` and `Re-priced`. */
  before: string;
  after: string;
}

type By = "model" | "day";

/** Two costs of the same events, side by side. */
export function ComparisonView({ comparison, before, after }: Props) {
  const [by, setBy] = useState<By>("model");
  const rows = by === "model" ? comparison.groups.map(ofModel) : comparison.days.map(ofDay);
  const changed = rows.filter(({ of }) => of.changed > 0);
  return (
    <div className="comparison">
      <div className="row between">
        <p role="status">
          <b>{comparison.changed === 0 ? "None" : counted(comparison.changed, "event")}</b> of {formatCount(comparison.events)} would cost otherwise.
        </p>
        {comparison.changed > 0 && (
          <Choice label="Compared by" value={by} options={[{ value: "model", label: "By model" }, { value: "day", label: "By day" }]} onChange={setBy} />
        )}
      </div>
      {changed.length > 0 && (
        // Scrolled by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="comparison-table" role="region" aria-label="Compared" tabIndex={0}>
          <table className="flush price-table">
            <thead>
              <tr>
                <th>{by === "model" ? "Model" : "Day, UTC"}</th>
                <th className="number hide-narrow">Events</th>
                <th className="number">{before}</th>
                <th className="number">{after}</th>
                <th className="number">Difference</th>
              </tr>
            </thead>
            <tbody>
              {changed.map(({ id, name, detail, of }) => (
                <tr key={id}>
                  <td>
                    <b className="wrap-anywhere">{name}</b>
                    {detail && <p className="small dim">{detail}</p>}
                  </td>
                  <td className="number hide-narrow">{formatCount(of.changed)}</td>
                  <SumCells of={of} />
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
        </div>
      )}
    </div>
  );
}

const ofModel = (group: Comparison["groups"][number]) => ({
  id: `${group.provider}/${group.model}`,
  name: group.model || "others",
  detail: group.provider,
  of: group as Compared,
});

const ofDay = (day: Comparison["days"][number]) => ({ id: day.day, name: formatDate(day.day), detail: "", of: day as Compared });

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
