import { type ColumnDef, type RowData, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import { formatRow } from "../../format/time";
import { useZone } from "../../preferences";
import { useNarrow } from "../../ui/useNarrow";

/** Pixels of the head of the table, which stays in view; a narrow page has none. */
const HEAD = 28;

export const features = tableFeatures({});

/** What a table needs to know of the list behind it. */
interface LogRows<T> {
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
  /** `event` gives rows `data-event` with their id. */
  kind: "event" | "refused";
  log: LogRows<T>;
  idOf: (row: T) => string;
  timeOf: (row: T) => string;
  scroller: RefObject<HTMLDivElement | null>;
  /** The row that keys act on. */
  marked: string | null;
  /** The row whose detail is open. */
  open: string | null;
  onOpen: (id: string) => void;
}

/** Only rows in view are in the document; two spacers stand for the others. */
export function LogTable<T extends RowData>(props: Props<T>) {
  const { columns, numeric, kind, log, idOf, timeOf, scroller, marked, open, onOpen } = props;
  const narrow = useNarrow();
  const zone = useZone();
  const table = useTable({ features, columns, data: log.rows, getRowId: idOf });
  const rows = table.getRowModel().rows;
  const head = narrow ? 0 : HEAD;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? 54 : 28),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  useEffect(() => virtual.measure(), [virtual, narrow]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { loadMore } = log;
  const nearEnd = rows.length > 0 && last >= rows.length - 30;
  useEffect(() => {
    if (nearEnd) loadMore();
  });

  const markedIndex = marked ? rows.findIndex((row) => row.id === marked) : -1;
  useEffect(() => {
    if (markedIndex >= 0) virtual.scrollToIndex(markedIndex, { align: "auto" });
    // Only when the mark moves: rows that arrive must not scroll.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [marked]);

  // The oldest row decides whether days are shown and need room.
  const oldest = log.rows.at(-1);
  const withDays = oldest !== undefined && formatRow(timeOf(oldest), zone).day !== "";
  const above = (items[0]?.start ?? head) - head;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? head) - head);
  const cellClass = (id: string) => (numeric?.has(id) ? `number t-${id}` : `t-${id}`);
  return (
    <table
      className={["log", `log-${kind}`, log.isStale && "stale", withDays && "log-days"].filter(Boolean).join(" ")}
      aria-rowcount={log.hasMore ? -1 : rows.length + 1}
    >
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <th key={header.id} className={cellClass(header.column.id)}>
                <table.FlexRender header={header} />
                {header.column.id === "time" && (zone === "UTC" ? ", UTC" : ", local")}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {above > 0 && <Spacer height={above} />}
        {items.map(({ index }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <tr
              key={row.id}
              {...{ [`data-${kind}`]: row.id }}
              aria-rowindex={index + 2}
              aria-selected={row.id === open}
              className={[row.id === marked && "log-marked", log.isNew(row.id) && "log-new"].filter(Boolean).join(" ")}
              onClick={() => onOpen(row.id)}
            >
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={cellClass(cell.column.id)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          );
        })}
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
