import type { Connection } from "../../api/types";
import { formatDay } from "../../format/time";
import { providerLook } from "../../provider";
import { CoverageCells } from "../../ui/CoverageCells";
import { coverageDays, describeCoverage } from "./coverage";

const DAYS = 23;

/** The latest days of a connection, with what was read of them. */
export function CoverageStrip({ connection }: { connection: Connection }) {
  const days = coverageDays(connection, DAYS);
  const from = formatDay(days[0]?.start ?? "", "UTC");
  const to = formatDay(days.at(-1)?.start ?? "", "UTC");
  const read = describeCoverage(days);
  return (
    <div className="coverage">
      <CoverageCells days={days} colour={providerLook(connection.connector).colour} label={`${from} to ${to}: ${read}`} />
      <div className="row between small mid">
        <span>{read}</span>
        <span className="dim">
          {from} – {to}
        </span>
      </div>
    </div>
  );
}
