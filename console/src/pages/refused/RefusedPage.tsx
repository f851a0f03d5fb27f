import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { useShortcuts } from "../../keyboard";
import { TopBar } from "../../shell/TopBar";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { LogTable } from "../transactions/LogTable";
import { NewestButton, TOP } from "../transactions/NewestButton";
import { Views } from "../transactions/Views";
import { Checks } from "./Checks";
import { columns } from "./columns";
import { KeyFilter } from "./KeyFilter";
import { NoRefused } from "./NoRefused";
import { recordIdOf, recordTimeOf } from "./record";
import { RefusedPanel } from "./RefusedPanel";
import type { RefusedSearch } from "./search";
import { useRefusedLog } from "./useRefusedLog";
import "../transactions/transactions.css";
import "../transactions/log.css";
import "../transactions/eventPanel.css";
import "../transactions/narrow.css";
import "./refused.css";

/** Where to look when data does not appear: what was refused, why, and what to do. */
export function RefusedPage() {
  const search = useSearch({ from: "/shell/transactions/refused" });
  const navigate = useNavigate({ from: "/transactions/refused" });
  const scroller = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLDivElement>(null);
  const [atTop, setAtTop] = useState(true);
  const [marked, setMarked] = useState<string | null>(search.record ?? null);
  const log = useRefusedLog(search.key, atTop);
  const open = search.record ?? null;

  const change = useCallback(
    (part: Partial<RefusedSearch>, replace = false) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace, resetScroll: false }),
    [navigate],
  );
  const setKey = (key: string | undefined) => change({ key });
  const openRecord = (id: string) => {
    setMarked(id);
    change({ record: id }, open !== null);
  };
  const close = () => change({ record: undefined });
  const move = (step: number) => {
    const at = log.rows.findIndex((row) => recordIdOf(row) === (open ?? marked));
    const next = log.rows[Math.min(Math.max(at + step, 0), log.rows.length - 1)];
    if (!next) return;
    setMarked(recordIdOf(next));
    if (open) change({ record: recordIdOf(next) }, true);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => marked && openRecord(marked),
    Escape: () => (open ? close() : setMarked(null)),
    "/": () => filter.current?.querySelector("select")?.focus(),
  });

  const nothing = !log.isLoading && !log.isStale && !log.error && log.rows.length === 0;
  return (
    <>
      <TopBar
        title="Transactions"
        views={<Views keyId={search.key} className="hide-narrow" />}
        busy={log.isStale || log.isLoadingMore}
      >
        {!atTop && <NewestButton scroller={scroller} />}
      </TopBar>
      <div className={open ? "transactions transactions-open" : "transactions"}>
        <section className="transactions-list" aria-label="Refused">
          <div className="transactions-head">
            <Views keyId={search.key} className="views-narrow" />
            <div className="refused-filter" ref={filter}>
              <KeyFilter value={search.key} onChange={setKey} />
              <p className="small mid">What senders posted and Outlay did not take. It costs nothing and is in no sum.</p>
            </div>
            {Boolean(log.error) && (
              <ErrorNote
                error={log.error}
                meaning={log.rows.length > 0 ? "What is shown may be old." : "What was refused cannot be shown now."}
                onRetry={log.retry}
              />
            )}
          </div>
          <div className="log-scroll" ref={scroller} onScroll={(event) => setAtTop(event.currentTarget.scrollTop < TOP)}>
            {log.isLoading && !log.error && <Skeleton rows={20} height={28} />}
            {nothing && <NoRefused keyId={search.key} onAllKeys={() => setKey(undefined)} />}
            {log.rows.length > 0 && (
              <LogTable
                kind="refused"
                label="Refused records"
                columns={columns}
                log={log}
                idOf={recordIdOf}
                timeOf={recordTimeOf}
                scroller={scroller}
                marked={open ?? marked}
                open={open}
                onOpen={openRecord}
              />
            )}
            {log.hasMore && (
              <button type="button" className="button button-quiet load-more" disabled={log.isLoadingMore} onClick={log.loadMore}>
                Load older
              </button>
            )}
            {log.rows.length > 0 && !log.hasMore && <Checks />}
          </div>
        </section>
        {open && (
          <RefusedPanel
            record={log.rows.find((row) => recordIdOf(row) === open)}
            isNarrowed={search.key !== undefined}
            isLoading={log.isLoading || log.isStale}
            onMove={move}
            onClose={close}
            onKey={setKey}
          />
        )}
      </div>
    </>
  );
}
