import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { reconciliationQuery } from "../../api/queries";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { Skeleton } from "../../ui/Skeleton";
import { matrix } from "./cells";
import { DayDetail } from "./DayDetail";
import { Figures } from "./Figures";
import { Matrix } from "./Matrix";
import { daysOf, later, monthLabel } from "./month";
import type { ReconciliationSearch } from "./search";

interface Props {
  month: string;
  search: ReconciliationSearch;
  onGo: (next: ReconciliationSearch) => void;
}

/** What a month's comparison asks for. */
export const monthQuery = (month: string) =>
  reconciliationQuery({ from: `${month}-01`, to: `${later(month, 1)}-01`, grain: "provider", limit: 1000 });

/** A month of bills beside what was metered. */
export function Comparison({ month, search, onGo }: Props) {
  const report = useQuery(monthQuery(month));
  const rows = matrix(report.data?.items ?? []);
  const row = rows.find((one) => one.provider === search.provider && one.currency === search.currency);
  const chosen = (search.day && row?.days.get(search.day)) || null;
  const isEmpty = report.data?.items.length === 0;
  return (
    <>
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
          onChoose={({ day, provider, currency }) => onGo({ ...(search.month && { month }), day, provider, currency })}
        />
      )}
      {report.data?.next && <Note tone="warn">There are more rows than can be shown; the sums are of all of them.</Note>}
      {chosen && <DayDetail key={`${chosen.provider} ${chosen.day}`} item={chosen} />}
      {rows.length > 0 && !chosen && <p className="small mid choose-day">Choose a day to see what a difference consists of.</p>}
    </>
  );
}
