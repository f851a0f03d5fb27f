import type { Connection, Connector } from "../../api/types";
import { providerLook } from "../../provider";
import { CoverageCells } from "../../ui/CoverageCells";
import { Unknown } from "../../ui/Unknown";
import { coverageDays, describeCoverage, spansText } from "./coverage";

const DAYS = 60;

/** What was read of each stream, and the last two months of it a day a cell. */
export function StreamCoverage({ connection, connector }: { connection: Connection; connector: Connector | undefined }) {
  const { colour } = providerLook(connection.connector);
  const streams = (connector?.streams ?? []).filter(({ kind }) => kind !== "names");
  return (
    <section>
      <h3>What was read</h3>
      <ul className="streams">
        {streams.map(({ id, title }) => {
          const coverage = connection.coverage.filter(({ stream }) => stream === id);
          const days = coverageDays({ ...connection, coverage }, DAYS);
          return (
            <li key={id}>
              <p className="row between">
                <span className="clip">{title}</span>
                <span className="small mid nowrap">{coverage.length === 0 ? <Unknown>not read yet</Unknown> : spansText(coverage)}</span>
              </p>
              <CoverageCells days={days} colour={colour} label={`${title}: ${describeCoverage(days)}`} />
            </li>
          );
        })}
      </ul>
      <p className="small dim">The last {DAYS} days, a day a cell, UTC</p>
    </section>
  );
}
