import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Rule } from "../../api/types";
import { counted, formatCount } from "../../format/number";
import { formatDuration } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { SeverityMark } from "../../ui/SeverityMark";
import { ShowSql } from "../../ui/ShowSql";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { findingsQuery, findingsSql, MOST_ALERTS } from "./findingsQuery";

/** The alerts that a rule raised. */
export function FindingsTab({ rule }: { rule: Rule }) {
  const { data, error, isPending, refetch } = useQuery(findingsQuery(rule.id));
  if (error) return <ErrorNote error={error} meaning="Its alerts cannot be listed now." onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton rows={4} />;
  return (
    <>
      <div className="row between findings-head">
        <p className="mid">
          {counted(rule.findings, "finding")} so far
          {rule.shadow ? ", in shadow: they raise no alert." : data.length === 0 ? ", none of which is an alert." : `, in ${counted(data.length, "alert")}.`}
        </p>
        <ShowSql sql={findingsSql(rule.id)} />
      </div>
      {data.length > 0 && (
        // Scrolled by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="firings" role="region" aria-label="Alerts of this rule" tabIndex={0}>
          <table className="flush">
            <thead>
              <tr>
                <th>Opened</th>
                <th>Alert</th>
                <th className="number">Findings</th>
                <th className="number">Open for</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, severity, title, findings, openedAt, closedAt }) => (
                <tr key={id}>
                  <td className="nowrap">
                    <TimeText at={openedAt} />
                  </td>
                  <td>
                    <span className="row">
                      <SeverityMark severity={severity} />
                      <Link className="link" to="/alerts" search={{ show: "all", id }}>
                        {title}
                      </Link>
                    </span>
                  </td>
                  <td className="number">{formatCount(findings)}</td>
                  <td className="number nowrap">
                    {closedAt ? formatDuration(Date.parse(closedAt) - Date.parse(openedAt)) : "still open"}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data.length === MOST_ALERTS && <p className="small dim">The newest {MOST_ALERTS} are listed.</p>}
    </>
  );
}
