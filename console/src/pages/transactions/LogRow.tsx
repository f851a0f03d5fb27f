import { FlexRender, type Row, type RowData } from "@tanstack/react-table";
import { memo, type RefObject, useEffect, useRef } from "react";
import { cellClass } from "./cellClass";
import type { features } from "./features";

interface Props<T extends RowData> {
  row: Row<typeof features, T>;
  /** What the row is about: while this stays, so does what is drawn. */
  shown: T;
  columns: unknown;
  numeric: ReadonlySet<string> | undefined;
  kind: string;
  /** From 1; the head is the first. */
  index: number;
  isOpen: boolean;
  isMarked: boolean;
  /** Where the Tab key enters the list. */
  isEntry: boolean;
  isNew: boolean;
  /** Whether the mark is moved from row to row by keys, so that the focus goes with it. */
  walks: RefObject<boolean>;
  onOpen: (id: string) => void;
}

function LogRowAsIs<T extends RowData>({ row, numeric, kind, index, isOpen, isMarked, isEntry, isNew, walks, onOpen }: Props<T>) {
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isMarked && walks.current) element.current?.focus({ preventScroll: true });
  }, [isMarked, walks]);
  return (
    <tr
      ref={element}
      {...{ [`data-${kind}`]: row.id }}
      aria-rowindex={index}
      aria-selected={isOpen}
      tabIndex={isEntry ? 0 : -1}
      className={[isMarked && "log-marked", isNew && "log-new"].filter(Boolean).join(" ")}
      onClick={() => onOpen(row.id)}
    >
      {row.getAllCells().map((cell) => (
        <td key={cell.id} className={cellClass(cell.column.id, numeric)}>
          <FlexRender cell={cell} />
        </td>
      ))}
    </tr>
  );
}

/** Rows of a table are made anew whenever its data changes; only one that says something else is drawn again. */
export const LogRow = memo(
  LogRowAsIs,
  (old, now) =>
    old.shown === now.shown &&
    old.columns === now.columns &&
    old.index === now.index &&
    old.isOpen === now.isOpen &&
    old.isMarked === now.isMarked &&
    old.isEntry === now.isEntry &&
    old.isNew === now.isNew &&
    old.onOpen === now.onOpen,
) as typeof LogRowAsIs;
