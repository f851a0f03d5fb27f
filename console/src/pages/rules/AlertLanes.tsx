import type { Backtest } from "../../api/types";
import { TimeText } from "../../ui/TimeText";
import { keyText } from "./firings";
import { lanes, spanOf } from "./timeline";

const MOST_LANES = 12;

/** When which alert would have been open; the table says the same in words. */
export function AlertLanes({ backtest: { alerts, from, to } }: { backtest: Backtest }) {
  return (
    <div className="lanes" aria-hidden="true">
      {lanes(alerts, MOST_LANES).map((lane) => (
        <div key={lane.key} className="lane">
          <span className="clip small" title={lane.key}>
            {keyText(lane.key)}
          </span>
          <svg viewBox="0 0 1000 14" preserveAspectRatio="none">
            <line x1="0" x2="1000" y1="7" y2="7" />
            {lane.alerts.map((alert) => {
              const { left, width } = spanOf(alert, from, to);
              return (
                <rect key={`${alert.seq} ${alert.key}`} className={`lane-${alert.severity}`} x={left} width={width} y="2" height="10">
                  <title>{alert.title}</title>
                </rect>
              );
            })}
          </svg>
        </div>
      ))}
      <div className="lane lane-scale small dim">
        <span />
        <span className="row">
          <TimeText at={from} />
          <TimeText at={to} />
        </span>
      </div>
    </div>
  );
}
