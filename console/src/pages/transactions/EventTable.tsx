import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import { useZone } from "../../preferences";
import { useNarrow } from "../../ui/useNarrow";
import { formatRow } from "../../format/time";
import { columns, features, NUMERIC } from "./columns";
import type { EventLog } from "./useEventLog";

interface Props {
  log: EventLog;
  scroller: RefObject<HTMLDivElement | null>;
  /** The event that keys act on. */
  marked: string | null;
  /** The event whose detail is open. */
  open: string | null;
  onOpen: (eventId: string) => void;
}

/** Only rows in view are in the document; two spacers stand for the others. */
export function EventTable({ log, scroller, marked, open, onOpen }: Props) {
  const narrow = useNarrow();
  const zone = useZone();
  const table = useTable({ features, columns, data: log.rows, getRowId: (event) => event.eventId });
  const rows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? 54 : 28),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
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
  const withDays = oldest !== undefined && formatRow(oldest.eventTime, zone).day !== "";
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <table
      className={["log", log.isStale && "stale", withDays && "log-days"].filter(Boolean).join(" ")}
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
              data-event={row.id}
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

const cellClass = (id: string) => (NUMERIC.has(id) ? `number t-${id}` : `t-${id}`);

function Spacer({ height }: { height: number }) {
  return (
    <tr className="log-spacer" aria-hidden="true">
      <td style={{ height }} />
    </tr>
  );
}
