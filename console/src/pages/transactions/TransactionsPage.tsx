import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useShortcuts } from "../../keyboard";
import { useZone } from "../../preferences";
import { TopBar } from "../../shell/TopBar";
import { useWidth } from "../../ui/chart/useWidth";
import { ErrorNote } from "../../ui/ErrorNote";
import { ShowSql } from "../../ui/ShowSql";
import { Skeleton } from "../../ui/Skeleton";
import { ColumnPicker } from "./ColumnPicker";
import { sqlColumns } from "./eventColumns";
import { EventPanel } from "./EventPanel";
import { type EventRange, isMoving, momentsOf } from "./eventRange";
import { EventRangeMenu } from "./EventRangeMenu";
import { eventsSql } from "./eventsSql";
import { ExportButton } from "./ExportButton";
import { FilterBar } from "./FilterBar";
import type { FilterName, Filters } from "./filters";
import { LeftOut } from "./LeftOut";
import { LogTable } from "./LogTable";
import { needsDays } from "./needsDays";
import { NewestButton, TOP } from "./NewestButton";
import { NoEvents } from "./NoEvents";
import { filtersOf, rangeOf, type Search } from "./search";
import { SpendOverTime } from "./SpendOverTime";
import { TailButton } from "./TailButton";
import { TotalLine } from "./TotalLine";
import { useEventColumns } from "./useEventColumns";
import { eventIdOf, eventTimeOf, useEventLog } from "./useEventLog";
import { useHistogram } from "./useHistogram";
import { useStill } from "./useStill";
import { Views } from "./Views";
import "./transactions.css";
import "./filterBar.css";
import "./log.css";
import "./eventPanel.css";
import "./narrow.css";

/** How long the list must stand still until its chart says where. */
const STILL_MILLISECONDS = 200;

export function TransactionsPage() {
  const search = useSearch({ from: "/shell/transactions" });
  const navigate = useNavigate({ from: "/transactions" });
  const zone = useZone();
  const { ref: scroller, width } = useWidth();
  const input = useRef<HTMLInputElement>(null);
  const [atTop, setAtTop] = useState(true);
  const [marked, setMarked] = useState<string | null>(search.event ?? null);
  const [viewed, setViewed] = useStill<string | null>(null, STILL_MILLISECONDS);
  const [exportError, setExportError] = useState<unknown>(null);

  const open = search.event ?? null;
  const filters = useSame<Filters>(filtersOf(search));
  const range = useSame<EventRange>(rangeOf(search));
  const live = search.tail !== "off" && isMoving(range);
  const log = useEventLog({ filters, range, live, held: !atTop });
  const { data: histogram, error: histogramError } = useHistogram(filters, range, live);
  const { shown, ...table } = useEventColumns(search.columns, width, needsDays(log.rows.at(-1)?.eventTime, zone));
  const sql = () => eventsSql(sqlColumns(shown), filters, momentsOf(range));

  const change = useCallback(
    (part: Search, replace = false) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace, resetScroll: false }),
    [navigate],
  );
  const setFilter = (name: FilterName, value: string | undefined) => change({ [name]: value });
  const setRange = (value: EventRange) => change({ range: undefined, from: undefined, to: undefined, ...value });
  const setTail = (on: boolean) => change({ tail: on ? undefined : "off" }, true);
  const openEvent = (eventId: string) => {
    setMarked(eventId);
    change({ event: eventId }, open !== null);
  };
  const close = () => change({ event: undefined });
  const move = (step: number) => {
    const at = log.rows.findIndex((row) => row.eventId === (open ?? marked));
    const next = log.rows[Math.min(Math.max(at + step, 0), log.rows.length - 1)];
    if (!next) return;
    setMarked(next.eventId);
    if (open) change({ event: next.eventId }, true);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    l: () => setTail(search.tail === "off"),
    Enter: () => marked && openEvent(marked),
    Escape: () => (open ? close() : setMarked(null)),
    "/": () => input.current?.focus(),
  });

  const nothing = !log.isLoading && !log.isStale && !log.error && log.rows.length === 0;
  return (
    <>
      <TopBar
        title="Transactions"
        views={
          <>
            <Views keyId={search.keyId} className="hide-narrow" />
            <EventRangeMenu value={range} onChange={setRange} />
            {isMoving(range) && <TailButton on={live} onChange={setTail} />}
            {!atTop && <NewestButton scroller={scroller} waiting={log.waiting} />}
          </>
        }
        busy={log.isStale}
        savable
      >
        <span className="row hide-narrow">
          <ShowSql sql={sql()} />
          <ExportButton sql={sql} events={log.newest?.total.events} onFailure={setExportError} />
        </span>
      </TopBar>
      <div className={open ? "transactions transactions-open" : "transactions"}>
        <section className="transactions-list" aria-label="Events">
          <div className="transactions-head">
            <Views keyId={search.keyId} className="views-narrow" />
            <div className="filter-row">
              <FilterBar filters={filters} range={range} rows={log.rows} input={input} onSet={setFilter} />
              <ColumnPicker names={search.columns} onChange={(columns) => change({ columns }, true)} />
            </div>
            <TotalLine total={log.newest?.total} />
            {filters.minCost !== undefined && <LeftOut filters={filters} range={range} />}
            {Boolean(log.error) && (
              <ErrorNote error={log.error} meaning="What is shown may be old." onRetry={log.retry} />
            )}
            <ErrorNote error={exportError} meaning="No file was made." />
            {!log.error && <ErrorNote error={histogramError} meaning="Spend over time cannot be drawn now; the list is right." />}
            {histogram && histogram.buckets.length > 0 && !nothing && (
              <SpendOverTime histogram={histogram} viewed={viewed} onNarrow={setRange} />
            )}
          </div>
          <div
            className="log-scroll"
            ref={scroller}
            onScroll={(event) => setAtTop(event.currentTarget.scrollTop < TOP)}
          >
            {log.isLoading && <Skeleton rows={20} height={28} />}
            {nothing ? (
              <NoEvents filters={filters} range={range} onSet={setFilter} onRange={setRange} />
            ) : (
              !log.isLoading && (
                <LogTable
                  kind="event"
                  label="Events"
                  {...table}
                  log={log}
                  idOf={eventIdOf}
                  timeOf={eventTimeOf}
                  scroller={scroller}
                  marked={open ?? marked}
                  open={open}
                  onOpen={openEvent}
                  onMove={move}
                  onTop={(row) => setViewed(row?.eventTime ?? null)}
                />
              )
            )}
          </div>
        </section>
        {open && (
          <EventPanel
            eventId={open}
            row={log.rows.find((row) => row.eventId === open)}
            onMove={move}
            onClose={close}
            onFilter={setFilter}
          />
        )}
      </div>
    </>
  );
}

/** The same object as long as it says the same. */
function useSame<T>(value: T): T {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as T, [text]);
}
