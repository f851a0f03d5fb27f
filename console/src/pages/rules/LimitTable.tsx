import { useState } from "react";
import type { Backtest } from "../../api/types";
import { formatCount } from "../../format/number";
import { formatDuration } from "../../format/time";
import { type Past, trialOf } from "./backtest";
import type { Draft } from "./drafts";
import { LimitRow } from "./LimitRow";
import { limitSetting, limitsAround, limitText, type LimitUnit, sameLimit } from "./limit";
import { useTrials } from "./useTrials";

interface Props {
  draft: Draft;
  live: Draft | null;
  past: Past;
  unit: LimitUnit;
  /** What came of the limit that is set, or before it was. */
  current: Backtest;
  isOld: boolean;
  liveLimit: string | null;
  /** What comes first is done. */
  isReady: boolean;
  onLimit: (limit: string) => void;
}

/** From here on somebody is asked before the same is done seven times. */
const LONG_MILLISECONDS = 10_000;

/** How many alerts other limits would have raised in the same days. */
export function LimitTable({ draft, live, past, unit, current, isOld, liveLimit, isReady, onLimit }: Props) {
  const [isAsked, setAsked] = useState(false);
  const setting = limitSetting(draft.builtin) ?? "limit";
  const limit = limitText(draft.builtin, draft.settings);
  const limits = limitsAround(limit, unit);
  const others = limits.filter((one) => !sameLimit(one, limit));
  const isLong = current.tookMs > LONG_MILLISECONDS;
  const results = useTrials(
    others.map((one) => trialOf({ ...draft, settings: { ...draft.settings, [setting]: one } }, live, past)),
    isReady && (!isLong || isAsked),
  );
  if (limits.length < 2) return null;
  const alertsAt = (one: string): number | null | undefined => {
    if (sameLimit(one, limit)) return isOld ? undefined : current.alertsOpened;
    const found = results[others.indexOf(one)];
    return found ? found.alertsOpened : found;
  };
  const most = Math.max(1, ...limits.map((one) => alertsAt(one) ?? 0));
  return (
    <section className="limit-table">
      <h3>Limit and alerts</h3>
      <p className="small dim">The same days</p>
      <table className="flush">
        <thead className="visually-hidden">
          <tr>
            <th>Limit</th>
            <th>Bar</th>
            <th>Alerts</th>
          </tr>
        </thead>
        <tbody>
          {limits.map((one) => (
            <LimitRow
              key={one}
              limit={one}
              unit={unit}
              alerts={alertsAt(one)}
              most={most}
              isCurrent={sameLimit(one, limit)}
              isLive={liveLimit !== null && sameLimit(one, liveLimit)}
              onChoose={() => onLimit(one)}
            />
          ))}
        </tbody>
      </table>
      {isLong && !isAsked && (
        <button type="button" className="link small" onClick={() => setAsked(true)}>
          Try {formatCount(others.length)} other limits, about {formatDuration(current.tookMs * others.length)}
        </button>
      )}
    </section>
  );
}
