import { useQuery } from "@tanstack/react-query";
import { settingsQuery } from "../../api/queries";
import { measureOf } from "../../measure/measure";
import { unitOf } from "../../measure/unit";
import { AlertLanes } from "./AlertLanes";
import type { Versions } from "./BacktestTab";
import type { Past } from "./backtest";
import { comparison, headline } from "./backtestText";
import { HighestChart } from "./chart/HighestChart";
import { Completeness } from "./Completeness";
import type { Draft } from "./drafts";
import { FiringTable } from "./FiringTable";
import { compareFirings } from "./firings";
import { isLimit, isUpper, isWhole, limitText, limitUnit, sameLimit, writeLimit } from "./limit";
import { LimitTable } from "./LimitTable";
import { LostAlerts } from "./LostAlerts";
import type { DaysBack } from "./search";
import { whoText } from "./sentence";
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
  const timeZone = useQuery(settingsQuery).data?.timeZone;
  const { result } = run;
  if (!result) return null;
  if (result.events === 0) return <p className="mid backtest-none">Nothing was received in that time, so nothing was judged.</p>;
  const name = versions.draft;
  const measure = measureOf(draft, timeZone);
  const unit = limitUnit(draft.builtin ?? "", draft.settings);
  const limit = limitText(draft.builtin, draft.settings);
  const liveLimit = live ? limitText(live.builtin, live.settings) : "";
  const liveDiffers = versions.live !== null && isLimit(liveLimit) && !sameLimit(liveLimit, limit);
  const liveResult = versions.live ? (liveRun.result ?? null) : null;
  const { firings, lost } = compareFirings(result, liveResult);
  const isOld = run.isOld || run.isRunning;
  const isDrawn = measure && onLimit && isLimit(limit) && isUpper(draft.settings) && days !== "1";
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
          {isDrawn ? (
            <HighestChart
              measure={measure}
              who={whoText(draft.settings)}
              past={past}
              backtest={result}
              limit={limit}
              liveLimit={liveDiffers && versions.live ? { name: versions.live, limit: liveLimit } : null}
              isWhole={isWhole(unit)}
              onLimit={onLimit}
            />
          ) : (
            result.alerts.length > 0 && <AlertLanes backtest={result} />
          )}
        </div>
        {onLimit && (
          <LimitTable
            draft={draft}
            live={live}
            past={past}
            unit={unit}
            current={result}
            isOld={isOld}
            liveLimit={isLimit(liveLimit) ? liveLimit : null}
            isReady={!isOld && (versions.live === null || liveResult !== null)}
            onLimit={onLimit}
          />
        )}
      </div>
      {firings.length > 0 && (
        <FiringTable
          measure={measure}
          firings={firings}
          unit={unitOf(draft)}
          until={past.to}
          liveName={liveResult ? versions.live : null}
        />
      )}
      {versions.live && liveResult && <LostAlerts alerts={lost} draftName={name} liveName={versions.live} />}
      <Completeness draft={draft} past={past} backtest={result} />
    </div>
  );
}
