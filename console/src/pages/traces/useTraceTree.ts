import { useMemo } from "react";
import type { Trace } from "../../api/traceQueries";
import { collapseByName, LONG } from "./collapse";
import { addSums, mainCurrency, ownSums, type Sums, sumTree } from "./sums";
import { type TimeAxis, timeAxis } from "./timeAxis";
import { buildTree, type TreeNode } from "./tree";
import { walk } from "./walk";

export interface TraceTree {
  roots: readonly TreeNode[];
  sums: ReadonlyMap<string, Sums>;
  /** Of all spans. */
  whole: Sums;
  currency: string;
  axis: TimeAxis;
  /** Steps of one name are put together. */
  isLong: boolean;
}

/** A trace as its tree, with the sums of every subtree and the axis of its times. */
export function useTraceTree(trace: Trace | undefined, shorten: boolean): TraceTree | null {
  return useMemo(() => (trace && trace.spans.length > 0 ? traceTree(trace, shorten) : null), [trace, shorten]);
}

function traceTree({ spans }: Trace, shorten: boolean): TraceTree {
  const every = buildTree(spans);
  const isLong = spans.length > LONG;
  const roots = isLong ? collapseByName(every) : every;
  const working = walk(every).flatMap((node) => (node.kind === "span" && node.children.length === 0 ? [node.span] : []));
  return {
    roots,
    sums: sumTree(roots),
    whole: addSums(spans.map(ownSums)),
    currency: mainCurrency(spans),
    axis: timeAxis(spans, working, shorten),
    isLong,
  };
}
