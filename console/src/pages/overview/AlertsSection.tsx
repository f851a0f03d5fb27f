import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsQuery } from "../../api/queries";
import { SeverityMark } from "../../ui/SeverityMark";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { Block } from "./Block";

const SHOWN = 4;
const ORDER = { critical: 0, warning: 1, info: 2 };

/** Alerts that wait for a person, the gravest first. */
export function AlertsSection() {
  const alerts = useQuery(alertsQuery("open"));
  const open = (alerts.data ?? []).toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity] || b.openedAt.localeCompare(a.openedAt));
  return (
    <section aria-label="Open alerts">
      <div className="section-head">
        <h2>Open alerts</h2>
        <span className="grow" />
        {open.length > SHOWN && (
          <Link className="link small" to="/alerts">
            All {open.length}
          </Link>
        )}
      </div>
      <Block error={alerts.error} onRetry={() => void alerts.refetch()} isOld={false} ghost={<Skeleton rows={2} />}>
        {alerts.data &&
          (open.length === 0 ? (
            <p className="mid">Nothing open.</p>
          ) : (
            <ul className="gaps overview-alerts">
              {open.slice(0, SHOWN).map((alert) => (
                <li key={alert.id}>
                  <SeverityMark severity={alert.severity} />
                  <div className="grow">
                    <b>{alert.title}</b>
                    <p>
                      {alert.ruleName}, <TimeText at={alert.openedAt} relative />
                    </p>
                  </div>
                  <Link className="link" to="/alerts" search={{ id: alert.id }}>
                    Open
                  </Link>
                </li>
              ))}
            </ul>
          ))}
      </Block>
    </section>
  );
}
