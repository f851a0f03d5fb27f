import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Trace } from "../../api/traceQueries";
import { formatCount } from "../../format/number";
import { Note } from "../../ui/Note";
import { LONG } from "./collapse";
import { CostDistribution } from "./CostDistribution";
import { TraceBack } from "./TraceBack";
import { TraceFigures } from "./TraceFigures";
import { TraceGrid } from "./TraceGrid";
import { TreeBar } from "./TreeBar";
import type { TraceTree } from "./useTraceTree";
import { foldedGroups, pathTo, visibleRows } from "./visible";
import { walk } from "./walk";

interface Props {
  trace: Trace;
  tree: TraceTree;
  open: string | null;
  wholeWaits: boolean;
  onWaits: (whole: boolean) => void;
  onOpen: (eventId: string) => void;
  /** The events of the rows, from top to bottom. */
  onOrder: (eventIds: readonly string[]) => void;
}

/** A trace from its sum to its steps. */
export function TraceView({ trace, tree, open, wholeWaits, onWaits, onOpen, onOrder }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { roots } = tree;
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => {
    const first = foldedGroups(roots);
    for (const id of (open && pathTo(roots, open)) || []) first.delete(id);
    return first;
  });
  const fold = useCallback((ids: readonly string[], isFolded: boolean) => {
    setFolded((old) => {
      const next = new Set(old);
      for (const id of ids) {
        if (isFolded) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  const order = useMemo(
    () => visibleRows(roots, folded).flatMap(({ node }) => (node.kind === "span" ? [node.span.eventId] : [])),
    [roots, folded],
  );
  useEffect(() => onOrder(order), [onOrder, order]);

  return (
    <>
      <div className="trace-head">
        <TraceBack trace={trace} className="trace-back" />
        <TraceFigures trace={trace} tree={tree} />
        <CostDistribution trace={trace} whole={tree.whole} />
        {trace.truncated && (
          <Note tone="warn">
            <strong>First {formatCount(trace.spans.length)} spans only.</strong> All figures count
            those. A step shown as not received may be among the others.
          </Note>
        )}
        {tree.isLong && (
          <p className="small mid">Over {LONG} spans: steps of one name under one parent stand together. Unfold a name to see each.</p>
        )}
        <TreeBar
          tree={tree}
          wholeWaits={wholeWaits}
          onWaits={onWaits}
          onFoldAll={() => setFolded(new Set(walk(roots).flatMap(({ id, children }) => (children.length > 0 ? [id] : []))))}
          onUnfoldAll={() => setFolded(new Set())}
        />
      </div>
      <div className="trace-scroll" ref={scroller}>
        <TraceGrid tree={tree} currency={tree.currency} folded={folded} scroller={scroller} open={open} onFold={fold} onOpen={onOpen} />
      </div>
    </>
  );
}
