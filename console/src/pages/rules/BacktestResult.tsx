import { useZone } from "../../preferences";
import { formatDay } from "../../format/time";
import { formatCount } from "../../format/number";
import { Icon } from "../../ui/Icon";
import { AlertLanes } from "./AlertLanes";
import type { Versions } from "./BacktestTab";
import type { Past } from "./backtest";
import { comparison, completeness, headline } from "./backtestText";
import type { Draft } from "./drafts";
import { FiringTable } from "./FiringTable";
import { compareFirings } from "./firings";
import { limitText, limitUnit, sameLimit, writeLimit } from "./limit";
import { LimitTable } from "./LimitTable";
import { LostAlerts } from "./LostAlerts";
import type { DaysBack } from "./search";
import type { BacktestRun } from "./useBacktest";

interface Props {
  draft: Draft;
  live: Draft | null;
  versions: Versions;
  past: Past;
  days: DaysBack;
  run: BacktestRun;
  liveRun: BacktestRun;
  /** Sets another limit; none where the rule has none. */
  onLimit: ((limit: string) => void) | null;
}

/** What came of a back-test: the sum, the time line, other limits, each alert. */
export function BacktestResult({ draft, live, versions, past, days, run, liveRun, onLimit }: Props) {
  const zone = useZone();
  const { result } = run;
  if (!result) return null;
  const name = versions.draft;
  if (result.events === 0) return <p className="mid backtest-none">Nothing was received in that time, so nothing was judged.</p>;
  const unit = limitUnit(draft.builtin ?? "", draft.settings);
  const liveLimit = live ? limitText(live.builtin, live.settings) : "";
  const liveDiffers = liveLimit !== "" && !sameLimit(liveLimit, limitText(draft.builtin, draft.settings));
  const liveResult = live ? (liveRun.result ?? null) : null;
  const { firings, lost } = compareFirings(result, liveResult);
  const isOld = run.isOld || run.isRunning;
  return (
    <div className={isOld ? "stale" : undefined} aria-busy={isOld}>
      <div className={onLimit ? "backtest-columns" : undefined}>
        <div>
          <p className="backtest-sum" role="status">
            <strong>{headline(name, result.alertsOpened, days)}</strong>{" "}
            {versions.live && liveResult && (
              <span className="mid">
                {comparison(versions.live, liveDiffers ? writeLimit(liveLimit, unit) : null, liveResult.alertsOpened)}
              </span>
            )}
          </p>
          {result.alerts.length > 0 && <AlertLanes backtest={result} />}
        </div>
        {onLimit && (
          <LimitTable draft={draft} past={past} unit={unit} current={result} liveLimit={liveLimit || null} isReady={!isOld && (!live || liveResult !== null)} onLimit={onLimit} />
        )}
      </div>
      {firings.length > 0 && (
        <FiringTable draft={draft} firings={firings} unit={unit} until={past.to} liveName={liveResult ? versions.live : null} />
      )}
      {versions.live && liveResult && <LostAlerts alerts={lost} draftName={name} liveName={versions.live} />}
      <p className="small mid backtest-complete">
        <Icon name="check" />
        <span>
          {completeness(result, formatDay(past.from, zone), formatDay(past.to, zone))}
          {result.alertsOpened > result.alerts.length && ` The first ${formatCount(result.alerts.length)} alerts are listed.`}
        </span>
      </p>
    </div>
  );
}
