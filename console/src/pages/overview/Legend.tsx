import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../api/queries";
import { formatChange } from "../../format/change";
import { formatMoney } from "../../format/money";
import { shares } from "../../format/share";
import { Note } from "../../ui/Note";
import { daysText } from "../../ui/range";
import { Amount } from "./Amount";
import { needsEvents } from "./dimensions";
import { LegendRow } from "./LegendRow";
import { REST, type Row } from "./rows";
import type { Compared } from "./useCompared";
import type { SpendBy } from "./useSpendBy";

interface Props {
  spend: SpendBy;
  rows: Row[];
  compared: Compared;
  today: string;
  only: string | null;
  onIsolate: (key: string) => void;
  onPoint: (key: string | null) => void;
  onCurrency: (currency: string | undefined) => void;
}

/** The table of the chart, in the order of its stack. */
export function Legend({ spend, rows, compared, today, only, onIsolate, onPoint, onCurrency }: Props) {
  const { dimension, currency, total, others } = spend;
  const status = useQuery(statusQuery).data;
  const parts = shares(rows.map(({ amount }) => amount));
  const { now, before } = compared;
  const changes = now && before && now.dimension === dimension && before.dimension === dimension ? { now, before } : null;
  const against = compared.period ? headOf(daysText(compared.period.before, today)) : null;
  const hasParts = parts.some((part) => part !== null);
  return (
    <div className="legend-box">
      <table className="flush overview-legend">
        <thead>
          <tr>
            <th>{dimension.label}</th>
            <th className="number">Spent</th>
            <th className="number">Share</th>
            {against && <th className="number">{against}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <LegendRow
              key={row.key}
              row={row}
              spend={spend}
              share={parts[at] ?? null}
              change={changes && row.key !== REST ? changeOf(row.key, changes, currency) : null}
              isCompared={against !== null}
              pressed={row.key === only}
              dim={only !== null && row.key !== only}
              onIsolate={() => onIsolate(row.key)}
              onPoint={(on) => onPoint(on ? row.key : null)}
            />
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={against ? 4 : 3} className="mid">
                Nothing was spent.
              </td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td className="number">
              <Amount amount={total.amount} unpriced={total.unpricedEvents} currency={currency} />
            </td>
            <td className="number">{hasParts && "100.0%"}</td>
            {against && <td className="number">{changes && formatChange(changes.before.total.amount, changes.now.total.amount, currency)?.percent}</td>}
          </tr>
        </tfoot>
      </table>
      {compared.period?.withoutToday && <p className="small dim">Changes leave out today, which is not over.</p>}
      {rows.some(({ kind }) => kind === "unattributed") && (
        <p className="small dim">Not attributed: what bills say beyond the events that were metered.</p>
      )}
      {needsEvents(dimension) && status?.events === "0" && (
        <Note>
          Bills do not say it: {dimension.many.toLowerCase()} need events.{" "}
          <Link className="link" to="/connections" hash="keys">
            Create an SDK key
          </Link>
        </Note>
      )}
      {others.map((other) => (
        <p key={other.currency} className="small dim">
          {formatMoney(other.amount, other.currency)} more is in another currency and not added.{" "}
          <button type="button" className="link" onClick={() => onCurrency(other.currency)}>
            Look at {other.currency}
          </button>
        </p>
      ))}
    </div>
  );
}

/** Which days are compared stands over the page; a short text is said again. */
const headOf = (days: string): string => (days.length <= 11 ? `vs ${days}` : "Change");

function changeOf(key: string, { now, before }: { now: SpendBy; before: SpendBy }, currency: string) {
  const amountOf = ({ rows }: SpendBy) => rows.find((row) => row.key === key)?.amount ?? "0";
  return { before: amountOf(before), now: amountOf(now), ...formatChange(amountOf(before), amountOf(now), currency) };
}
