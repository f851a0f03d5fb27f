import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { reconciliationQuery } from "../../api/queries";
import { TopBar } from "../../shell/TopBar";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Note } from "../../ui/Note";
import { Skeleton } from "../../ui/Skeleton";
import { matrix } from "./cells";
import { DayDetail } from "./DayDetail";
import { Figures } from "./Figures";
import { Matrix } from "./Matrix";
import { daysOf, later, monthLabel, monthOf } from "./month";
import type { ReconciliationSearch } from "./search";
import "./reconciliation.css";

/** Whether the bill agrees with what was metered, and if not, why. */
export function ReconciliationPage() {
  const search = useSearch({ from: "/shell/reconciliation" });
  const navigate = useNavigate({ from: "/reconciliation" });
  const [current] = useState(() => monthOf(new Date()));
  const month = search.month ?? current;
  const report = useQuery(
    reconciliationQuery({ from: `${month}-01`, to: `${later(month, 1)}-01`, grain: "provider", limit: 1000 }),
  );
  const rows = matrix(report.data?.items ?? []);
  const row = rows.find((one) => one.provider === search.provider && one.currency === search.currency);
  const chosen = (search.day && row?.days.get(search.day)) || null;
  const go = (next: ReconciliationSearch) => void navigate({ search: next });
  const isEmpty = report.data?.items.length === 0;
  return (
    <>
      <TopBar title="Reconciliation" busy={report.isFetching && !report.isPending}>
        <span className="row month">
          <button type="button" className="icon-button" aria-label="The month before" onClick={() => go({ month: later(month, -1) })}>
            <Icon name="chevronRight" />
          </button>
          <span aria-live="polite">{monthLabel(month)}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="The month after"
            disabled={month >= current}
            onClick={() => go({ month: later(month, 1) })}
          >
            <Icon name="chevronRight" />
          </button>
        </span>
      </TopBar>
      <div className="page-scroll">
        <div className="page-body reconciliation">
          <ErrorNote error={report.error} meaning="What is shown may be old." onRetry={() => void report.refetch()} />
          {report.isPending && !report.error && <Skeleton rows={5} height={44} />}
          {isEmpty && (
            <Empty
              title={`Nothing to compare in ${monthLabel(month)}`}
              action={
                <Link className="button" to="/connections">
                  Connect a provider
                </Link>
              }
            >
              Once a provider is connected, its bill stands here beside what you metered, day by day, with the reasons for
              every difference.
            </Empty>
          )}
          {report.data?.totals.map((sum) => <Figures key={sum.currency} sum={sum} />)}
          {rows.length > 0 && (
            <Matrix
              rows={rows}
              days={daysOf(month)}
              chosen={chosen}
              onChoose={({ day, provider, currency }) => go({ ...(search.month && { month }), day, provider, currency })}
            />
          )}
          {report.data?.next && <Note tone="warn">There are more rows than can be shown; the sums are of all of them.</Note>}
          {chosen && <DayDetail key={`${chosen.provider} ${chosen.day}`} item={chosen} />}
          {rows.length > 0 && !chosen && <p className="small mid">Choose a day to see what a difference consists of.</p>}
        </div>
      </div>
    </>
  );
}
