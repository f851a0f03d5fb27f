import type { Alert } from "../../api/types";
import { SeverityMark } from "../../ui/SeverityMark";
import { TimeText } from "../../ui/TimeText";
import { headline } from "./headline";
import { ItemSize } from "./ItemSize";
import { useMeasured } from "./useMeasured";

interface Props {
  alert: Alert;
  chosen: boolean;
  onSelect: (id: string) => void;
  /** Whether it is asked what was spent. */
  asksSpend?: boolean;
  /** Whether it is one of several to decide about; none if nothing can be decided. */
  marked?: boolean;
  onMark?: (marked: boolean) => void;
}

export function AlertItem({ alert, chosen, onSelect, asksSpend = false, marked = false, onMark }: Props) {
  const title = headline(alert, useMeasured(alert));
  const closed = alert.status !== "open";
  return (
    <li className={onMark && "item-markable"}>
      {onMark && (
        <label className="item-mark">
          <input
            type="checkbox"
            aria-label={`Select ${title}`}
            checked={marked}
            onChange={(event) => onMark(event.target.checked)}
          />
        </label>
      )}
      <button type="button" className="item" aria-current={chosen} onClick={() => onSelect(alert.id)}>
        <SeverityMark severity={alert.severity} />
        <span className="grow">
          <b className="clip">{title}</b>
          <span className="item-line">
            <span className="clip">
              {alert.ruleName}, <TimeText at={alert.openedAt} />
            </span>
            <span>{closed ? CLOSED[alert.status] : (held(alert) ?? <ItemSize alert={alert} asksSpend={asksSpend} />)}</span>
          </span>
        </span>
      </button>
    </li>
  );
}

const CLOSED = { open: "", cleared: "Cleared", resolved: "Resolved" } as const;

function held({ mute, snoozed, acknowledged }: Alert): string | null {
  if (mute) return "Muted";
  if (snoozed) return "Snoozed";
  return acknowledged && "Acknowledged";
}
