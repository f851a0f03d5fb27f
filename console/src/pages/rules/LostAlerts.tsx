import type { BacktestAlert } from "../../api/types";
import { counted } from "../../format/number";
import { formatTime } from "../../format/time";
import { useZone } from "../../preferences";
import { keyText } from "./firings";

interface Props {
  alerts: BacktestAlert[];
  draftName: string;
  liveName: string;
}

const NAMED = 3;

/** What would be missed. */
export function LostAlerts({ alerts, draftName, liveName }: Props) {
  const zone = useZone();
  if (alerts.length === 0) return null;
  const named = alerts.slice(0, NAMED).map(({ openedAt, key }) => `${keyText(key)} on ${formatTime(openedAt, zone)}`);
  const more = alerts.length > NAMED ? ` and ${alerts.length - NAMED} more` : "";
  return (
    <p className="mid backtest-lost">
      {draftName} would not have raised {counted(alerts.length, "alert")} that {liveName} raises: {named.join("; ")}
      {more}.
    </p>
  );
}
