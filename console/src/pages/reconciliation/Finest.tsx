import { useQuery } from "@tanstack/react-query";
import { reconciliationQuery } from "../../api/queries";
import type { Reconciled } from "../../api/types";
import { formatMoney } from "../../format/money";
import { ErrorNote } from "../../ui/ErrorNote";
import { shiftDay } from "../../ui/range";
import { Skeleton } from "../../ui/Skeleton";
import { Unknown } from "../../ui/Unknown";
import type { Chosen } from "./chosen";
import { Difference } from "./Difference";
import { bySize, partsOf } from "./parts";

/** A day as finely as both sides tell it. */
export function Finest({ chosen: { row, from, to } }: { chosen: Chosen }) {
  const finest = useQuery({
    ...reconciliationQuery({ from, to: shiftDay(to, 1), provider: row.provider ?? "", limit: 1000 }),
    placeholderData: undefined,
  });
  const lines = (finest.data?.items ?? [])
    .filter(({ currency }) => currency === row.currency)
    .toSorted((a, b) => bySize({ amount: a.drift ?? "0" }, { amount: b.drift ?? "0" }));
  return (
    <section>
      <div className="section-head">
        <h2 id="finest">By project and model</h2>
      </div>
      <ErrorNote error={finest.error} onRetry={() => void finest.refetch()} />
      {finest.isPending && !finest.error && <Skeleton rows={3} />}
      {lines.length > 0 && (
        // What scrolls is reached by keys, too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="matrix-scroll" role="region" aria-labelledby="finest" tabIndex={0}>
          <table className="flush finest">
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
  const [largest] = partsOf(line.parts).toSorted(bySize);
  const money = (amount: string | null, absent: string) =>
    amount === null ? <Unknown>{absent}</Unknown> : formatMoney(amount, line.currency);
  return (
    <tr>
      <td className="wrap-anywhere">{line.project ?? <span className="dim">any</span>}</td>
      <td className="wrap-anywhere">{line.model ?? <span className="dim">any</span>}</td>
      <td className="number">{money(line.metered, "unknown")}</td>
      <td className="number">{money(line.billed, "no bill")}</td>
      <td className="number">
        <Difference amount={line.drift} currency={line.currency} />
      </td>
      <td className="mid">{largest?.label ?? ""}</td>
    </tr>
  );
}
