import { type ColumnDef, type RowData, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { useZone } from "../../preferences";
import { useNarrow } from "../../ui/useNarrow";
import { cellClass } from "./cellClass";
import { features } from "./features";
import { LogRow } from "./LogRow";
import { inSteps, STEP } from "./inSteps";
import { needsDays } from "./needsDays";

/** Pixels of the head of the table, which stays in view; a narrow page has none. */
const HEAD = 28;

/** What a table needs to know of the list behind it. */
export interface LogRows<T> {
  rows: T[];
  isStale: boolean;
  hasMore: boolean;
  loadMore: () => void;
  isNew: (id: string) => boolean;
}

interface Props<T extends RowData> {
  /** A column's id is also its CSS class, `t-<id>`. */
  // Columns of one table hold values of different types.
  // oxlint-disable-next-line typescript/no-explicit-any
  columns: readonly ColumnDef<typeof features, T, any>[];
  /** Columns whose cells are numbers. */
  numeric?: ReadonlySet<string>;
  /** Of the columns, in pixels; where there are none the style sheet decides. */
  widths?: readonly number[] | undefined;
  /** `event` gives rows `data-event` with their id. */
  kind: "event" | "refused" | "trace";
  /** What the rows are. */
  label: string;
  log: LogRows<T>;
  idOf: (row: T) => string;
  timeOf: (row: T) => string;
  scroller: RefObject<HTMLDivElement | null>;
  /** The row that keys act on. */
  marked: string | null;
  /** The row whose detail is open. */
  open: string | null;
  onOpen: (id: string) => void;
  /** An arrow key moves the mark by so many rows. */
  onMove?: (step: number) => void;
  /** The row that is now the uppermost in view. */
  onTop?: (row: T | undefined) => void;
}

/** Only rows in view are in the document; two spacers stand for the others. */
export function LogTable<T extends RowData>(props: Props<T>) {
  const { columns, numeric, widths, kind, label, log, idOf, timeOf, scroller, marked, open, onOpen, onMove, onTop } = props;
  const { rows, isNew, loadMore } = log;
  const narrow = useNarrow();
  const zone = useZone();
  const head = narrow ? 0 : HEAD;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? 54 : 28),
    // In steps, so that most frames of a scroll change nothing in the document.
    rangeExtractor: inSteps,
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  useEffect(() => virtual.measure(), [virtual, narrow]);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? -1) + 1;
  // The table works on the rows in view: all of them may be very many.
  const inView = useMemo(() => rows.slice(first, end), [rows, first, end]);
  const table = useTable({ features, columns, data: inView, getRowId: idOf });

  const nearEnd = rows.length > 0 && end > rows.length - 200;
  useEffect(() => {
    if (nearEnd) loadMore();
  });
  const top = rows[virtual.range?.startIndex ?? 0];
  useEffect(() => onTop?.(top), [onTop, top]);

  const markedIndex = marked ? rows.findIndex((row) => idOf(row) === marked) : -1;
  useEffect(() => {
    if (markedIndex >= 0) virtual.scrollToIndex(markedIndex, { align: "auto" });
    // Only when the mark moves: rows that arrive must not scroll.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [marked]);

  const latestOpen = useRef(onOpen);
  useEffect(() => {
    latestOpen.current = onOpen;
  });
  const openRow = useCallback((id: string) => latestOpen.current(id), []);
  const walks = useRef(false);
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || !onMove || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    walks.current = true;
    onMove(step);
  };
  // Tab leads to the marked row, or else to one at the top of what is seen.
  const entry = useMemo(() => {
    const ids = inView.map(idOf);
    return marked !== null && ids.includes(marked) ? marked : ids[first === 0 ? 0 : 2 * STEP];
  }, [inView, idOf, marked, first]);

  const oldest = rows.at(-1);
  const withDays = needsDays(oldest && timeOf(oldest), zone);
  const above = (items[0]?.start ?? head) - head;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? head) - head);
  const total = widths?.reduce((sum, width) => sum + width, 0);
  const sized = widths !== undefined && !narrow;
  return (
    <table
      className={["log", `log-${kind}`, log.isStale && "stale", withDays && "log-days"].filter(Boolean).join(" ")}
      style={sized ? { width: total } : undefined}
      role="grid"
      aria-label={label}
      aria-rowcount={log.hasMore ? -1 : rows.length + 1}
    >
      {sized && (
        <colgroup>
          {widths.map((width, at) => (
            <col key={columns[at]?.id} style={{ width }} />
          ))}
        </colgroup>
      )}
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <th key={header.id} className={cellClass(header.column.id, numeric)}>
                <table.FlexRender header={header} />
                {header.column.id === "time" && (zone === "UTC" ? ", UTC" : ", local")}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody onKeyDown={onKey} onBlur={() => (walks.current = false)}>
        {above > 0 && <Spacer height={above} />}
        {table.getRowModel().rows.map((row, at) => (
          <LogRow
            key={row.id}
            row={row}
            shown={row.original}
            columns={columns}
            numeric={numeric}
            kind={kind}
            index={first + at + 2}
            isOpen={row.id === open}
            isMarked={row.id === marked}
            isEntry={row.id === entry}
            isNew={isNew(row.id)}
            walks={walks}
            onOpen={openRow}
          />
        ))}
        {below > 0 && <Spacer height={below} />}
      </tbody>
    </table>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tr className="log-spacer" aria-hidden="true">
      <td style={{ height }} />
    </tr>
  );
}
