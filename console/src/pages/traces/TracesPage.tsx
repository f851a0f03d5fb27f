import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { type TraceSummary, tracesQuery } from "../../api/traceQueries";
import { useShortcuts } from "../../keyboard";
import { useZone } from "../../preferences";
import { TopBar } from "../../shell/TopBar";
import { useWidth } from "../../ui/chart/useWidth";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { momentsOf } from "../transactions/eventRange";
import { EventRangeMenu } from "../transactions/EventRangeMenu";
import { LogTable } from "../transactions/LogTable";
import { needsDays } from "../transactions/needsDays";
import { NoTraces } from "./NoTraces";
import type { TracesSearch } from "./search";
import { TraceFilters } from "./TraceFilters";
import { useTraceColumns } from "./useTraceColumns";
import "../transactions/transactions.css";
import "../transactions/log.css";
import "../transactions/narrow.css";
import "./traces.css";

const idOf = (trace: TraceSummary) => trace.traceId;
const timeOf = (trace: TraceSummary) => trace.beganAt;
const NO_ROWS: TraceSummary[] = [];

/** Which runs there were, and what each cost. */
export function TracesPage() {
  const search = useSearch({ from: "/shell/traces" });
  const navigate = useNavigate({ from: "/traces" });
  const zone = useZone();
  const { ref: scroller, width } = useWidth();
  const input = useRef<HTMLInputElement>(null);
  const [marked, setMarked] = useState<string | null>(null);

  const { range, from, to, ...filter } = search;
  const list = useInfiniteQuery(
    tracesQuery([search], () => ({ ...filter, ...momentsOf({ range, from, to }) })),
  );
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? NO_ROWS, [list.data]);
  const table = useTraceColumns(width, needsDays(rows.at(-1)?.beganAt, zone));
  const change = (part: TracesSearch, replace = false) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace, resetScroll: false });
  const open = (traceId: string) => void navigate({ to: "/traces/$traceId", params: { traceId } });
  const move = (step: number) => {
    const at = rows.findIndex((row) => row.traceId === marked);
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (next) setMarked(next.traceId);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => marked && open(marked),
    Escape: () => setMarked(null),
    "/": () => input.current?.focus(),
  });

  const log = {
    rows,
    isStale: list.isPlaceholderData,
    hasMore: list.hasNextPage,
    isNew: () => false,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage && !list.isPlaceholderData) void list.fetchNextPage();
    },
  };
  const nothing = list.isSuccess && !list.isPlaceholderData && rows.length === 0;
  return (
    <>
      <TopBar
        title="Traces"
        views={
          <EventRangeMenu
            value={{ range, from, to }}
            onChange={(value) => change({ range: undefined, from: undefined, to: undefined, ...value })}
          />
        }
        busy={log.isStale}
        savable
      />
      <div className="transactions">
        <section className="transactions-list" aria-label="Traces">
          <div className="transactions-head">
            <TraceFilters search={search} input={input} onChange={change} />
            <ErrorNote
              error={list.error}
              meaning={rows.length > 0 ? "What is shown may be old." : "Traces cannot be shown now."}
              onRetry={() => void list.refetch()}
            />
          </div>
          <div className="log-scroll" ref={scroller}>
            {list.isPending && <Skeleton rows={20} height={28} />}
            {nothing && <NoTraces search={search} onChange={change} />}
            {rows.length > 0 && (
              <LogTable
                kind="trace"
                label="Traces"
                {...table}
                log={log}
                idOf={idOf}
                timeOf={timeOf}
                scroller={scroller}
                marked={marked}
                open={null}
                onOpen={open}
                onMove={move}
              />
            )}
          </div>
        </section>
      </div>
    </>
  );
}
