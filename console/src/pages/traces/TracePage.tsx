import { useQuery } from "@tanstack/react-query";
import { useCanGoBack, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { traceQuery } from "../../api/traceQueries";
import { useShortcuts } from "../../keyboard";
import { shortenId } from "../../format/number";
import { TopBar } from "../../shell/TopBar";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { EventPanel } from "../transactions/EventPanel";
import { TraceBack } from "./TraceBack";
import { TraceView } from "./TraceView";
import { useTraceTree } from "./useTraceTree";
import "../transactions/transactions.css";
import "../transactions/eventPanel.css";
import "../transactions/narrow.css";
import "./traces.css";

/** Which step of a run cost what. */
export function TracePage() {
  const { traceId } = useParams({ from: "/shell/traces/$traceId" });
  const search = useSearch({ from: "/shell/traces/$traceId" });
  const navigate = useNavigate({ from: "/traces/$traceId" });
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const { data: trace, error, isPending, refetch } = useQuery(traceQuery(traceId));
  const wholeWaits = search.waits === "whole";
  const tree = useTraceTree(trace, !wholeWaits);
  const open = search.event ?? null;
  // Steps in the order of the screen, for the buttons of the panel.
  const [order, setOrder] = useState<readonly string[]>([]);

  const openEvent = useCallback(
    (event: string | undefined, replace = false) =>
      void navigate({ search: (old) => ({ ...old, event }), replace, resetScroll: false }),
    [navigate],
  );
  const move = (step: number) => {
    const at = open === null ? -1 : order.indexOf(open);
    const next = order[Math.min(Math.max(at + step, 0), order.length - 1)];
    if (next) openEvent(next, true);
  };
  const leave = () => {
    if (canGoBack) router.history.back();
    else void navigate({ to: "/traces" });
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Escape: () => (open === null ? leave() : openEvent(undefined)),
  });
  return (
    <>
      <TopBar
        title={trace?.traceName ?? "Trace"}
        views={
          <span className="row trace-id">
            {trace?.traceType && <span className="tag">{trace.traceType}</span>}
            <span className="mono dim clip hide-narrow" title={traceId}>
              {shortenId(traceId, 34)}
            </span>
            <CopyButton text={traceId} label="Copy the trace id" />
          </span>
        }
        savable
      >
        <TraceBack trace={trace} className="hide-narrow" />
      </TopBar>
      <div className={open ? "transactions transactions-open" : "transactions"}>
        <section className="transactions-list" aria-label="Trace">
          {error && (
            <div className="transactions-head">
              <ErrorNote error={error} meaning="The trace cannot be shown now." onRetry={() => void refetch()} />
            </div>
          )}
          {isPending && (
            <div className="transactions-head">
              <Skeleton rows={14} height={30} />
            </div>
          )}
          {trace && tree && (
            <TraceView
              key={trace.traceId}
              trace={trace}
              tree={tree}
              open={open}
              wholeWaits={wholeWaits}
              onWaits={(whole) =>
                void navigate({ search: (old) => ({ ...old, waits: whole ? "whole" : undefined }), replace: true, resetScroll: false })
              }
              onOpen={openEvent}
              onOrder={setOrder}
            />
          )}
        </section>
        {open && (
          <EventPanel
            eventId={open}
            row={undefined}
            inTrace
            onMove={move}
            onClose={() => openEvent(undefined)}
            onFilter={(name, value) => void navigate({ to: "/transactions", search: { [name]: value, range: "all" } })}
          />
        )}
      </div>
    </>
  );
}
