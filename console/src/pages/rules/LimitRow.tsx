import { counted, formatCount } from "../../format/number";
import { Unknown } from "../../ui/Unknown";
import { type LimitUnit, writeLimit } from "./limit";

interface Props {
  limit: string;
  unit: LimitUnit;
  /** Undefined while it is not known, null where it cannot be. */
  alerts: number | null | undefined;
  /** The most of all rows. */
  most: number;
  isCurrent: boolean;
  isLive: boolean;
  onChoose: () => void;
}

/** Dots can be counted at a glance up to here; more become a bar. */
const MOST_DOTS = 12;

export function LimitRow({ limit, unit, alerts, most, isCurrent, isLive, onChoose }: Props) {
  const text = writeLimit(limit, { ...unit, after: unit.after === "%" || unit.after === "ms" ? unit.after : "" });
  return (
    <tr className={isCurrent ? "limit-current" : undefined} aria-current={isCurrent || undefined}>
      <td className="tabular">
        {isCurrent ? (
          text
        ) : (
          <button type="button" className="limit-choose" aria-label={`Set the limit to ${text}`} onClick={onChoose}>
            {text}
          </button>
        )}
        {isLive && <small className="dim"> live</small>}
      </td>
      <td aria-hidden="true">
        {alerts === undefined && <i className="limit-unknown" />}
        {typeof alerts === "number" && (most <= MOST_DOTS ? <Dots count={alerts} /> : <i className="limit-bar" style={{ width: `${(alerts * 100) / most}%` }} />)}
      </td>
      <td className="number" title={typeof alerts === "number" ? counted(alerts, "alert") : undefined}>
        {typeof alerts === "number" ? formatCount(alerts) : alerts === null ? <Unknown reason="The back-test failed">failed</Unknown> : <span className="visually-hidden">not known yet</span>}
      </td>
    </tr>
  );
}

function Dots({ count }: { count: number }) {
  return (
    <span className="limit-dots">
      {Array.from({ length: count }, (_, at) => (
        // Dots are all alike.
        // oxlint-disable-next-line react/no-array-index-key
        <i key={at} />
      ))}
    </span>
  );
}
