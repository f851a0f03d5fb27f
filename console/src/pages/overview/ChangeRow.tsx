import { Link } from "@tanstack/react-router";
import type { SpendChange } from "../../api/overviewQueries";
import { formatSigned } from "../../format/change";
import { Spark } from "../../ui/chart/Spark";
import { daysBetween } from "../../ui/chart/dayBuckets";
import type { Days } from "../../ui/range";
import { Amount } from "./Amount";
import { causeText, kindText } from "./causeText";
import { dimension } from "./dimensions";
import { eventsLink } from "./eventsLink";

/** One value that costs more or less than before. */
export function ChangeRow({ change, days }: { change: SpendChange; days: Days }) {
  const { value, currency, then, now, thenUnpriced, nowUnpriced, cause } = change;
  const about = dimension(change.dimension);
  const name = value ?? about.none;
  const perDay = new Map(change.perDay.map(({ day, amount }) => [day, amount]));
  // A day without calls cost nothing; one whose calls have no price is not known.
  const amountOn = (day: string) => (perDay.has(day) ? (perDay.get(day) ?? null) : "0");
  return (
    <tr>
      <th scope="row">
        <Link {...eventsLink(days, about, { kind: value === null ? "none" : "value", value })} className="overview-name">
          <b>{name}</b> <span className="dim small">{kindText(change)}</span>
        </Link>
      </th>
      <td className="number dim">
        <Amount amount={then ?? (thenUnpriced === "0" ? "0" : null)} unpriced={thenUnpriced} currency={currency} />
      </td>
      <td className="number">
        <Amount amount={now ?? (nowUnpriced === "0" ? "0" : null)} unpriced={nowUnpriced} currency={currency} />
      </td>
      <td className="number">
        {change.change === null ? <span className="dim">unknown</span> : <b>{formatSigned(change.change, currency)}</b>}
      </td>
      <td>
        <Spark values={daysBetween(days.from, days.to).map(amountOn)} label={`${name} per day`} />
      </td>
      <td className="mid small">{cause && causeText(cause, currency)}</td>
    </tr>
  );
}
