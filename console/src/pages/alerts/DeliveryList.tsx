import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Alert, Delivery } from "../../api/types";
import { counted } from "../../format/number";
import { TimeText } from "../../ui/TimeText";

/** What happened, with every delivery, its attempts and its error. */
export function DeliveryList({ alert }: { alert: Alert }) {
  return (
    <div>
      <h3>What happened</h3>
      <ol className="timeline">
        <Step at={alert.openedAt} title="Raised">
          {counted(alert.findings, "finding")} merged into this alert so far
        </Step>
        {alert.deliveries.map((delivery) => (
          <Step key={delivery.id} at={delivery.deliveredAt} title={delivery.channelName}>
            <span className={delivery.status === "failed" ? "bad" : undefined}>{describe(delivery)}</span>
          </Step>
        ))}
        {alert.deliveries.length === 0 && (
          <Step at={null} title="Sent nowhere">
            The rule has no channel.{" "}
            <Link className="link" to="/alerts" search={{ tab: "rules", id: alert.ruleId }}>
              Choose one
            </Link>
          </Step>
        )}
        {alert.closedAt && (
          <Step at={alert.closedAt} title={alert.status === "cleared" ? "Cleared" : "Resolved"}>
            {alert.status === "cleared" ? "by the rule" : "by a person"}
          </Step>
        )}
      </ol>
    </div>
  );
}

function describe({ status, attempts, lastError }: Delivery): string {
  const error = lastError ? ` ${lastError}` : "";
  if (status === "delivered") return attempts === 1 ? "delivered" : `delivered on attempt ${attempts}`;
  if (status === "failed") return `not delivered after ${counted(attempts, "attempt")}.${error}`;
  return attempts === 0 ? "about to be sent" : `tried ${attempts === 1 ? "once" : `${attempts} times`}, tries again.${error}`;
}

function Step({ at, title, children }: { at: string | null; title: string; children: ReactNode }) {
  return (
    <li>
      <span className="dim">{at && <TimeText at={at} />}</span>
      <div>
        <b>{title}</b>
        <p>{children}</p>
      </div>
    </li>
  );
}
