import { formatSigned } from "../../format/change";
import { isZero, parseDecimal, sumKnown } from "../../format/decimal";
import { formatMoney, formatTotal } from "../../format/money";
import { counted, formatCount } from "../../format/number";
import { formatMinute } from "../../format/time";
import { useZone } from "../../preferences";
import { providerLook } from "../../provider";
import { Note } from "../../ui/Note";
import { Unknown } from "../../ui/Unknown";
import { meterLabel } from "../transactions/labels";
import { bound } from "./compared";
import type { Chosen } from "./chosen";
import { Difference } from "./Difference";
import { OF_METERS, partsOf } from "./parts";
import { titleOf } from "./titleOf";

const ORDER = ["input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens"];

const placeOf = (meter: string): number => (ORDER.includes(meter) ? ORDER.indexOf(meter) : ORDER.length);

/** As a call goes; other meters after them, by name. */
const inOrder = (a: { meter: string }, b: { meter: string }): number => placeOf(a.meter) - placeOf(b.meter) || a.meter.localeCompare(b.meter);

/** What was looked at, line by line: what was metered, what the provider counted, and what the difference amounts to. */
export function Lines({ chosen }: { chosen: Chosen }) {
  const { row, item, metered, billed, drift, parts, meters, unpriced, withoutPrice } = chosen;
  const others = partsOf(parts).filter(({ part }) => !OF_METERS.includes(part) || meters.length === 0);
  return (
    <section aria-labelledby="chosen-lines">
      <h2 id="chosen-lines" className="row">
        <i className="swatch" style={{ background: providerLook(row.provider).colour }} />
        {titleOf(chosen)}
      </h2>
      <Standing chosen={chosen} />
      <table className="flush lines">
        <thead>
          <tr>
            <th>Line</th>
            <th className="number">Metered</th>
            <th className="number">{meters.length > 0 ? "Provider" : "Billed"}</th>
            <th className="number">Difference</th>
          </tr>
        </thead>
        <tbody>
          {meters.toSorted(inOrder).map((meter) => {
            const amount = sumKnown([meter.callsNotMetered, meter.cacheSplit, meter.lateData]) ?? "0";
            const isOff = !isZero(parseDecimal(amount) ?? { units: 0n, scale: 0 });
            return (
              <tr key={meter.meter} className={isOff ? "line-off" : undefined}>
                <td>{meterLabel(meter.meter)}</td>
                <td className="number">{formatCount(meter.metered)}</td>
                <td className="number">{meter.counted === null ? <Unknown>not told</Unknown> : formatCount(meter.counted)}</td>
                <td className="number">{isOff ? formatSigned(amount, row.currency) : <span className="dim">0</span>}</td>
              </tr>
            );
          })}
          {others.map(({ part, label, meaning, amount }) => (
            <tr key={part} className="line-off" title={meaning}>
              <td>{label}</td>
              <td />
              <td />
              <td className="number">{formatSigned(amount, row.currency)}</td>
            </tr>
          ))}
          <tr className="total-row">
            <td>{item ? "Day" : "Days"}</td>
            <td className="number">{metered === null ? <Unknown>unknown</Unknown> : formatTotal(metered, unpriced, row.currency)}</td>
            <td className="number">{billed === null ? <Unknown>no bill</Unknown> : formatMoney(billed, row.currency)}</td>
            <td className="number">
              {drift !== null && bound(unpriced, "≤")}
              <Difference amount={drift} currency={row.currency} />
            </td>
          </tr>
        </tbody>
      </table>
      {unpriced !== "0" && <Note tone="warn">{counted(unpriced, "event has", "events have")} no known cost: metered is a lower bound.</Note>}
      {withoutPrice.length > 0 && <Note tone="warn">The price book has no price for {withoutPrice.map(meterLabel).join(", ")}.</Note>}
    </section>
  );
}

/** When it was read, whether it is final, and whose days these are. */
function Standing({ chosen: { item, row } }: { chosen: Chosen }) {
  const zone = useZone();
  const [connection] = row.connections;
  const read = connection?.coverage.filter(({ kind }) => kind === "cost").map(({ to }) => to).toSorted().at(-1);
  const finality = item?.open ? "not final: either side may still change" : item?.billed === null ? "no bill" : "final";
  const until = read ? `Bills read to ${formatMinute(read, zone)}, ${finality}.` : `${finality.charAt(0).toUpperCase()}${finality.slice(1)}.`;
  return <p className="mid small">{`${until} Both sides in ${connection?.zone ?? "UTC"} days.`}</p>;
}
