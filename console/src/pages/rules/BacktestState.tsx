import { ErrorNote } from "../../ui/ErrorNote";
import type { Past } from "./backtest";
import { Judging } from "./Judging";
import type { DaysBack } from "./search";
import type { BacktestRun } from "./useBacktest";

interface Props {
  run: BacktestRun;
  past: Past;
  days: DaysBack;
}

const HOURS = 24;

/** A back-test that runs, was given up or failed. Cells fill from the left as their time is judged. */
export function BacktestState({ run, past, days }: Props) {
  if (run.error) {
    return <ErrorNote error={run.error} meaning="Nothing is known of these days: the back-test came to no end." onRetry={run.again} />;
  }
  if (run.isGivenUp) {
    return (
      <p className="mid backtest-none">
        Given up, so nothing is known of these days.{" "}
        <button type="button" className="link" onClick={run.again}>
          Run it again
        </button>
      </p>
    );
  }
  // What came of the one before stays where it is.
  if (!run.isRunning || run.result) return null;
  const { done, total } = run.progress ?? { done: 0, total: 0 };
  const cells = days === "1" ? HOURS : Number(days);
  const filled = total === 0 ? 0 : Math.floor((done * cells) / total);
  return (
    <div className="backtest-running">
      <div className="trial-cells" aria-hidden="true">
        {Array.from({ length: cells }, (_, at) => (
          // A cell is its place in time.
          // oxlint-disable-next-line react/no-array-index-key
          <i key={at} className={at < filled ? "trial-done" : "trial-open"} />
        ))}
      </div>
      <Judging run={run} past={past} />
    </div>
  );
}
