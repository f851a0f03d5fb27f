import { Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { preloadChart } from "../../ui/chart/loadEngine";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { Skeleton } from "../../ui/Skeleton";
import { shiftDay } from "../../ui/range";
import { Detail } from "./Detail";
import { chosenOf } from "./chosen";
import { monthSums } from "./compared";
import { culpritOf } from "./culprit";
import { Figures } from "./Figures";
import { Matrix } from "./Matrix";
import { daysOf, monthLabel } from "./month";
import type { ReconciliationSearch } from "./search";
import { useMonth } from "./useMonth";

interface Props {
  month: string;
  today: string;
  search: ReconciliationSearch;
  onGo: (next: ReconciliationSearch) => void;
}

/** A month of bills beside what was metered. */
export function Comparison({ month, today, search, onGo }: Props) {
  const days = useMemo(() => daysOf(month).filter((day) => day <= today), [month, today]);
  const last = days.at(-1) ?? today;
  // Nobody has today whole.
  const through = last === today ? shiftDay(today, -1) : last;
  const { rows, more, isOld, error, retry } = useMonth(month, through);
  const sums = useMemo(() => monthSums(rows ?? []), [rows]);
  const chosen = useMemo(() => chosenOf(rows ?? [], search), [rows, search]);
  const onChoose = (cell: { day: string; provider: string; currency: string }) => onGo({ ...(search.month && { month }), ...cell });
  useEffect(preloadChart, []);
  const whole = { from: `${month}-01`, to: through < `${month}-01` ? today : through };
  return (
    <>
      <ErrorNote error={error} meaning="What is shown may be old." onRetry={retry} />
      {!rows && !error && (
        <>
          <Skeleton rows={1} height={92} />
          <div className="section-head">
            <h2>Bill against meter, by day</h2>
          </div>
          <Skeleton rows={7} height={36} />
        </>
      )}
      {rows?.length === 0 && (
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
      {rows && rows.length > 0 && (
        <div className={isOld ? "stale" : undefined}>
          {sums.map((sum) => (
            <Figures key={sum.currency} sum={sum} days={whole} today={today} culprit={culpritOf(sum, rows)} />
          ))}
          <Matrix month={monthLabel(month).replace(/ \d+$/, "")} rows={rows} sums={sums} days={days} chosen={chosen} onChoose={onChoose} />
          {more && <Note tone="warn">There are more rows than can be shown; the sums are of those that are shown.</Note>}
          {!chosen && (
            <p className="mid nothing-compared">
              No day of this month has a final bill and a metered cost, so that there is nothing to compare.{" "}
              <Link className="link" to="/connections">
                Look at the connections
              </Link>
            </p>
          )}
          {chosen && <Detail chosen={chosen} days={days} today={today} onChoose={onChoose} />}
        </div>
      )}
    </>
  );
}
