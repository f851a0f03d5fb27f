import { useQuery } from "@tanstack/react-query";
import { reconciliationQuery } from "../../api/queries";
import type { Reconciled } from "../../api/types";
import { parseDecimal, compare, magnitude } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { formatDate } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { Skeleton } from "../../ui/Skeleton";
import { Unknown } from "../../ui/Unknown";
import { meterLabel } from "../transactions/labels";
import { partsOf } from "./cells";
import { Difference } from "./Difference";

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

const size = ({ drift }: Reconciled) => magnitude(parseDecimal(drift ?? "0") ?? { units: 0n, scale: 0 });

/** One provider's day: why bill and meter differ, and by what. */
export function DayDetail({ item }: { item: Reconciled }) {
  const finest = useQuery(
    reconciliationQuery({ from: item.day, to: dayAfter(item.lastDay), provider: item.provider, limit: 1000 }),
  );
  const lines = (finest.data?.items ?? [])
    .filter((line) => line.currency === item.currency)
    .toSorted((a, b) => compare(size(b), size(a)));
  const parts = partsOf(item.parts);
  return (
    <section className="day-detail" aria-label={`${item.provider} on ${item.day}`}>
      <div className="section-head">
        <h2>
          {item.provider}, {formatDate(item.day)}
        </h2>
        <p>{item.open ? "Not final: either side may still change" : "Final. Days begin where the provider's do"}</p>
      </div>
      <div className="day-columns">
        <div>
          <h3>What the difference consists of</h3>
          <table className="flush">
            <tbody>
              <tr>
                <td>Metered</td>
                <td className="number">{item.metered === null ? <Unknown>unknown</Unknown> : formatMoney(item.metered, item.currency)}</td>
              </tr>
              {parts.map(({ label, meaning, amount }) => (
                <tr key={label} title={meaning}>
                  <td>
                    {label}
                    <p className="small dim">{meaning}</p>
                  </td>
                  <td className="number">
                    <Difference amount={amount} currency={item.currency} />
                  </td>
                </tr>
              ))}
              <tr>
                <td>
                  <b>Billed</b>
                </td>
                <td className="number">
                  <b>{item.billed === null ? <Unknown>no bill yet</Unknown> : formatMoney(item.billed, item.currency)}</b>
                </td>
              </tr>
            </tbody>
          </table>
          {item.unpricedEvents !== "0" && (
            <Note tone="warn">{counted(item.unpricedEvents, "event")} of this day have no known cost: metered is a lower bound.</Note>
          )}
          {item.withoutPrice.length > 0 && (
            <Note tone="warn">The price book has no price for {item.withoutPrice.map(meterLabel).join(", ")}.</Note>
          )}
        </div>
        {item.meters.length > 0 && (
          <div>
            <h3>By meter</h3>
            <table className="flush">
              <thead>
                <tr>
                  <th>Meter</th>
                  <th className="number">Provider</th>
                  <th className="number">Metered</th>
                </tr>
              </thead>
              <tbody>
                {item.meters.map((meter) => (
                  <tr key={meter.meter}>
                    <td>{meterLabel(meter.meter)}</td>
                    <td className="number tabular">{meter.counted ?? <Unknown>not told</Unknown>}</td>
                    <td className="number tabular">{meter.metered}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      <h3>By project and model</h3>
      <ErrorNote error={finest.error} onRetry={() => void finest.refetch()} />
      {finest.isPending && !finest.error && <Skeleton rows={3} />}
      {lines.length > 0 && (
        <div className="matrix-scroll">
          <table className="flush">
            <thead>
              <tr>
                <th>Project</th>
                <th>Model</th>
                <th className="number">Metered</th>
                <th className="number">Billed</th>
                <th className="number">Difference</th>
                <th>Mostly</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line key={[line.connection, line.project, line.model, line.day].join(" ")} line={line} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Line({ line }: { line: Reconciled }) {
  const largest = partsOf(line.parts).toSorted((a, b) =>
    compare(magnitude(parseDecimal(b.amount) ?? { units: 0n, scale: 0 }), magnitude(parseDecimal(a.amount) ?? { units: 0n, scale: 0 })),
  )[0];
  const money = (amount: string | null, absent: string) =>
    amount === null ? <Unknown>{absent}</Unknown> : formatMoney(amount, line.currency);
  return (
    <tr>
      <td className="wrap-anywhere">{line.project ?? <span className="dim">any</span>}</td>
      <td className="wrap-anywhere">{line.model ?? <span className="dim">any</span>}</td>
      <td className="number tabular">{money(line.metered, "unknown")}</td>
      <td className="number tabular">{money(line.billed, "no bill")}</td>
      <td className="number">
        <Difference amount={line.drift} currency={line.currency} />
      </td>
      <td className="mid">{largest?.label ?? ""}</td>
    </tr>
  );
}
