import { useState } from "react";
import type { Backtest } from "../../api/types";
import { counted } from "../../format/number";
import { SeverityMark } from "../../ui/SeverityMark";
import { TimeText } from "../../ui/TimeText";
import { lanes, spanOf } from "./timeline";

const MOST_LANES = 12;
const LISTED = 20;

/** When which alert would have been open, then the alerts one by one. */
export function BacktestTimeline({ backtest }: { backtest: Backtest }) {
  const [all, setAll] = useState(false);
  const { alerts, from, to } = backtest;
  const shown = all ? alerts : alerts.slice(0, LISTED);
  return (
    <>
      <div className="lanes" aria-hidden="true">
        {lanes(alerts, MOST_LANES).map((lane) => (
          <div key={lane.key} className="lane">
            <span className="clip small" title={lane.key}>
              {lane.key}
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
      <ol className="timeline">
        {shown.map((alert) => (
          <li key={`${alert.seq} ${alert.key}`}>
            <span className="dim">
              <TimeText at={alert.openedAt} />
            </span>
            <p>
              <SeverityMark severity={alert.severity} /> {alert.title}
              <small className="mid">
                {" "}
                {counted(alert.findings, "finding")}
                {alert.clearedAt ? (
                  <>
                    , cleared <TimeText at={alert.clearedAt} />
                  </>
                ) : (
                  ", still open"
                )}
              </small>
            </p>
          </li>
        ))}
      </ol>
      {shown.length < alerts.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show all {alerts.length}
        </button>
      )}
    </>
  );
}
