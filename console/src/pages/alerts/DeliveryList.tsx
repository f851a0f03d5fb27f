import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Alert, Delivery } from "../../api/types";
import { counted } from "../../format/number";
import { TimeText } from "../../ui/TimeText";

/** Who was told, with the attempts and the error of each delivery. */
export function DeliveryList({ alert }: { alert: Alert }) {
  return (
    <section className="deliveries">
      <h3>Who was told</h3>
      <ol className="timeline">
        {alert.deliveries.map((delivery) => (
          <Step key={delivery.id} at={delivery.deliveredAt} title={delivery.channelName}>
            <span className={delivery.status === "failed" ? "bad" : undefined}>{describe(delivery)}</span>
          </Step>
        ))}
        {alert.deliveries.length === 0 && <NobodyTold alert={alert} />}
      </ol>
    </section>
  );
}

function NobodyTold({ alert }: { alert: Alert }) {
  if (alert.stormId) {
    return (
      <Step at={null} title="Told together">
        Its rule opened very many alerts: its channels got a few messages about all of them.
      </Step>
    );
  }
  if (alert.mute) {
    return (
      <Step at={null} title="Sent nowhere">
        Alerts of this rule and key are muted.
      </Step>
    );
  }
  return (
    <Step at={null} title="Sent nowhere">
      The rule had no channel when it opened, or was muted.{" "}
      <Link className="link" to="/rules" search={{ id: alert.ruleId }}>
        See the rule
      </Link>
    </Step>
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
