import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { alertQuery } from "../../api/queries";
import { formatCount } from "../../format/number";
import { formatDuration, formatFull } from "../../format/time";
import { useZone } from "../../preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { SeverityMark } from "../../ui/SeverityMark";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { AlertActions } from "./AlertActions";
import { DeliveryList } from "./DeliveryList";
import { HistoryList } from "./HistoryList";

interface Props {
  id: string;
  onBack: () => void;
  /** Something is decided: the alert may leave the list, and stays shown. */
  onDecide: () => void;
}

/** From message to cause in one screen. */
export function AlertDetail({ id, onBack, onDecide }: Props) {
  const zone = useZone();
  const { data: alert, error, refetch } = useQuery(alertQuery(id));
  if (!alert) {
    return error ? (
      <ErrorNote error={error} meaning="This alert cannot be shown." onRetry={() => void refetch()} />
    ) : (
      <Skeleton rows={6} height={44} />
    );
  }
  const lasted = Date.parse(alert.closedAt ?? alert.updatedAt) - Date.parse(alert.openedAt);
  const allFailed = alert.deliveries.length > 0 && alert.deliveries.every(({ status }) => status === "failed");
  return (
    <>
      <header className="detail-head">
        <button type="button" className="icon-button detail-back" aria-label="Back to the inbox" onClick={onBack}>
          <Icon name="close" />
        </button>
        <div className="grow">
          <h2 className="row">
            <SeverityMark severity={alert.severity} />
            {alert.title}
          </h2>
          <p className="mid">
            Raised {formatFull(alert.openedAt, zone)} by{" "}
            <Link className="link" to="/rules" search={{ id: alert.ruleId }}>
              {alert.ruleName}
            </Link>
            .{alert.status !== "open" && ` ${ENDED[alert.status]}.`}
            {alert.stormId && " It opened in a storm, and was told of together with others."}
          </p>
        </div>
      </header>
      <AlertActions alert={alert} onDecide={onDecide} />
      {allFailed && <ErrorNote error={new Error("No channel could deliver this alert. See the attempts below")} />}
      <div className="five-facts">
        <Figure label="Measured">{alert.value === null ? <NotGiven /> : formatCount(alert.value)}</Figure>
        <Figure label="Limit">{alert.limit === null ? <NotGiven /> : formatCount(alert.limit)}</Figure>
        <Figure label="Findings">{formatCount(alert.findings)}</Figure>
        <Figure label={alert.status === "open" ? "Last seen" : "Closed"}>
          <TimeText at={alert.closedAt ?? alert.updatedAt} relative />
        </Figure>
        <Figure label="Lasted">{lasted < 1000 ? "one moment" : formatDuration(lasted)}</Figure>
      </div>
      <div className="detail-columns">
        <div>
          <h3>What the rule says</h3>
          <p className="alert-text">{alert.detail || alert.title}</p>
          <dl className="facts-list">
            <dt>Key</dt>
            <dd className="mono wrap-anywhere">{alert.key}</dd>
          </dl>
          <p className="row alert-links">
            {alert.firstEventId && (
              <EventLink id={alert.firstEventId}>
                {alert.firstEventId === alert.lastEventId ? "Open the event" : "Open the first event"}
              </EventLink>
            )}
            {alert.lastEventId && alert.lastEventId !== alert.firstEventId && (
              <EventLink id={alert.lastEventId}>Open the last event</EventLink>
            )}
          </p>
        </div>
        <div>
          <HistoryList history={alert.history} />
          <DeliveryList alert={alert} />
        </div>
      </div>
    </>
  );
}

const ENDED = { open: "", cleared: "Cleared by the rule", resolved: "Resolved" } as const;

function EventLink({ id, children }: { id: string; children: string }) {
  return (
    <Link className="button" to="/transactions" search={{ range: "all", event: id }}>
      <Icon name="transactions" />
      {children}
    </Link>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <p>{label}</p>
      <div className="figure tabular">{children}</div>
    </div>
  );
}

function NotGiven() {
  return <span className="dim">–</span>;
}
