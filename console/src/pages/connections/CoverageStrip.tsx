import type { Connection } from "../../api/types";
import { formatDay } from "../../format/time";
import { providerLook } from "../../provider";
import { coverageDays, describeCoverage } from "./coverage";

const DAYS = 23;

/** One cell a day, newest at the right. */
export function CoverageStrip({ connection }: { connection: Connection }) {
  const days = coverageDays(connection, DAYS);
  const { colour } = providerLook(connection.connector);
  const from = formatDay(days[0]?.start ?? "", "UTC");
  const to = formatDay(days.at(-1)?.start ?? "", "UTC");
  return (
    <div className="coverage">
      <div className="coverage-cells" role="img" aria-label={`${from} to ${to}: ${describeCoverage(days)}`}>
        {days.map(({ start, state }) => (
          <i
            key={start}
            data-state={state}
            title={`${formatDay(start, "UTC")}: ${WORDS[state]}`}
            style={state === "covered" ? { background: colour } : undefined}
          />
        ))}
      </div>
      <div className="row between small mid">
        <span>{describeCoverage(days)}</span>
        <span className="dim">
          {from} – {to}
        </span>
      </div>
    </div>
  );
}

const WORDS = {
  covered: "read",
  partial: "not complete yet",
  missing: "missing",
  pending: "after the first sync",
  none: "before the first day that was read",
} as const;
