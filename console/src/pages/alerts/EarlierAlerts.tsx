import type { Alert } from "../../api/types";
import { serverNow } from "../../clock";
import { useZone } from "../../preferences";
import { AlertItem } from "./AlertItem";
import { earlierByMonth } from "./earlier";

interface Props {
  /** Closed ones. */
  alerts: readonly Alert[];
  chosen: string | null;
  onSelect: (id: string) => void;
}

/** Alerts that are over, by month. */
export function EarlierAlerts({ alerts, chosen, onSelect }: Props) {
  const zone = useZone();
  return earlierByMonth(alerts, zone, serverNow()).map(({ title, alerts: closed }) => (
    <section key={title} aria-label={title}>
      <h3 className="items-head">{title}</h3>
      <ul className="items">
        {closed.map((alert) => (
          <AlertItem key={alert.id} alert={alert} chosen={alert.id === chosen} onSelect={onSelect} />
        ))}
      </ul>
    </section>
  ));
}
