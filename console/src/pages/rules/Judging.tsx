import { useZone } from "../../preferences";
import { formatDay } from "../../format/time";
import type { Past } from "./backtest";
import type { BacktestRun } from "./useBacktest";

interface Props {
  run: BacktestRun;
  past: Past;
}

/** How far a back-test is, and the way out of it. */
export function Judging({ run, past }: Props) {
  const zone = useZone();
  const { done, total } = run.progress ?? { done: 0, total: 0 };
  return (
    <p className="small mid" role="status">
      Judging {formatDay(past.from, zone)} to {formatDay(past.to, zone)}
      {total > 0 && `: ${Math.floor((done * 100) / total)}%`}{" "}
      <button type="button" className="link" onClick={run.giveUp}>
        Give up
      </button>
    </p>
  );
}
