import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNarrow } from "../../ui/useNarrow";
import { gridStep } from "./gridKeys";
import { SpanRow } from "./SpanRow";
import { TimeHead } from "./TimeHead";
import { type TraceTree } from "./useTraceTree";
import { visibleRows, type VisibleRow } from "./visible";

interface Props {
  tree: TraceTree;
  currency: string;
  folded: ReadonlySet<string>;
  scroller: RefObject<HTMLDivElement | null>;
  /** The event whose detail is open. */
  open: string | null;
  onFold: (ids: readonly string[], fold: boolean) => void;
  onOpen: (eventId: string) => void;
}

const HEAD = 30;
const ROW = 30;
const ROW_NARROW = 54;

/** Steps as a tree at the left, when they ran at the right, on the same rows. */
export function TraceGrid({ tree, currency, folded, scroller, open, onFold, onOpen }: Props) {
  const narrow = useNarrow();
  const rows = useMemo(() => visibleRows(tree.roots, folded), [tree.roots, folded]);
  const [active, setActive] = useState<string | null>(open);
  const walks = useRef(false);
  const head = narrow ? 0 : HEAD;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? ROW_NARROW : ROW),
    overscan: 12,
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  useEffect(() => virtual.measure(), [virtual, narrow]);

  const found = rows.findIndex(({ node }) => node.id === active);
  const at = Math.max(found, 0);
  const goTo = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setActive(row.node.id);
    virtual.scrollToIndex(index, { align: "auto" });
  };
  const press = useCallback(
    (row: VisibleRow) => {
      setActive(row.node.id);
      if (row.node.kind === "span") onOpen(row.node.span.eventId);
      else onFold([row.node.id], row.expanded ?? false);
    },
    [onOpen, onFold],
  );
  const toggle = useCallback((row: VisibleRow) => onFold([row.node.id], row.expanded ?? false), [onFold]);
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    walks.current = true;
    const step = gridStep(event.key, rows, at);
    if (!step) return;
    event.preventDefault();
    if ("fold" in step) onFold(step.ids, step.fold);
    else if ("open" in step) press(row);
    else goTo(step.to);
  };

  const items = virtual.getVirtualItems();
  const above = (items[0]?.start ?? head) - head;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? head) - head);
  return (
    <table className="trace-grid" role="treegrid" aria-label="Steps" aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          <th className="s-step">Step</th>
          <th className="number s-took">Took</th>
          <th className="number s-tokens">Tokens</th>
          <th className="number s-cost">Cost</th>
          <th className="number s-all-tokens" title="With all steps below it">
            All tokens
          </th>
          <th className="number s-all-cost" title="With all steps below it">
            All cost
          </th>
          <th className="s-time">
            <TimeHead axis={tree.axis} />
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={onKey} onBlur={() => (walks.current = false)}>
        {above > 0 && <Spacer height={above} />}
        {items.map(({ index }) => {
          const row = rows[index];
          const sums = row && tree.sums.get(row.node.id);
          if (!row || !sums) return null;
          return (
            <SpanRow
              key={row.node.id}
              row={row}
              sums={sums}
              axis={tree.axis}
              currency={currency}
              index={index + 2}
              isActive={index === at}
              isOpen={row.node.kind === "span" && row.node.span.eventId === open}
              walks={walks}
              onPress={press}
              onToggle={toggle}
            />
          );
        })}
        {below > 0 && <Spacer height={below} />}
      </tbody>
    </table>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr className="span-spacer" aria-hidden="true">
      <td colSpan={7} style={{ height }} />
    </tr>
  );
}
