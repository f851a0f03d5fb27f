import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import type { MeteredEvent } from "../../api/types";
import { useShortcuts } from "../../keyboard";
import { TopBar } from "../../shell/TopBar";
import { Choice } from "../../ui/Choice";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { columns, NUMERIC } from "./columns";
import { EventPanel } from "./EventPanel";
import { FilterBar } from "./FilterBar";
import type { FilterName } from "./filters";
import { LogTable } from "./LogTable";
import { NewestButton, TOP } from "./NewestButton";
import { NoEvents } from "./NoEvents";
import { DEFAULT_RANGE, filtersOf, RANGES, type Range, type Search } from "./search";
import { TotalLine } from "./TotalLine";
import { eventIdOf, useEventLog } from "./useEventLog";
import { Views } from "./Views";
import "./transactions.css";
import "./filterBar.css";
import "./log.css";
import "./eventPanel.css";
import "./narrow.css";

const eventTimeOf = (event: MeteredEvent) => event.eventTime;

export function TransactionsPage() {
  const search = useSearch({ from: "/shell/transactions" });
  const navigate = useNavigate({ from: "/transactions" });
  const scroller = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [atTop, setAtTop] = useState(true);
  const [marked, setMarked] = useState<string | null>(search.event ?? null);

  const { range = DEFAULT_RANGE, event: open = null } = search;
  const filterText = JSON.stringify(filtersOf(search));
  const filters = useMemo(() => JSON.parse(filterText) as ReturnType<typeof filtersOf>, [filterText]);
  const log = useEventLog(filters, range, atTop);

  const change = useCallback(
    (part: Search, replace = false) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace, resetScroll: false }),
    [navigate],
  );
  const setFilter = (name: FilterName, value: string | undefined) => change({ [name]: value });
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
    Enter: () => marked && openEvent(marked),
    Escape: () => (open ? close() : setMarked(null)),
    "/": () => input.current?.focus(),
  });

  const nothing = !log.isLoading && !log.isStale && !log.error && log.rows.length === 0;
  return (
    <>
      <TopBar title="Transactions" views={<Views keyId={search.keyId} className="hide-narrow" />} busy={log.isStale}>
        {!atTop && <NewestButton scroller={scroller} />}
        <RangeChoice range={range} onChange={(value) => change({ range: value === DEFAULT_RANGE ? undefined : value })} />
      </TopBar>
      <div className={open ? "transactions transactions-open" : "transactions"}>
        <section className="transactions-list" aria-label="Events">
          <div className="transactions-head">
            <Views keyId={search.keyId} className="views-narrow" />
            <FilterBar filters={filters} rows={log.rows} input={input} onSet={setFilter} />
            <TotalLine total={log.newest?.total} />
            {Boolean(log.error) && (
              <ErrorNote error={log.error} meaning="What is shown may be old." onRetry={log.retry} />
            )}
          </div>
          <div
            className="log-scroll"
            ref={scroller}
            onScroll={(event) => setAtTop(event.currentTarget.scrollTop < TOP)}
          >
            {log.isLoading && <Skeleton rows={20} height={28} />}
            {nothing ? (
              <NoEvents filters={filters} range={range} onSet={setFilter} onRange={(value) => change({ range: value })} />
            ) : (
              !log.isLoading && (
                <LogTable
                  kind="event"
                  columns={columns}
                  numeric={NUMERIC}
                  log={log}
                  idOf={eventIdOf}
                  timeOf={eventTimeOf}
                  scroller={scroller}
                  marked={open ?? marked}
                  open={open}
                  onOpen={openEvent}
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

function RangeChoice({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const options = RANGES.map(({ value, label }) => ({ value, label }));
  return (
    <>
      <span className="hide-narrow">
        <Choice label="Range" value={range} options={options} onChange={onChange} />
      </span>
      <select
        className="input range-select"
        aria-label="Range"
        value={range}
        onChange={(event) => onChange(event.target.value as Range)}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </>
  );
}
