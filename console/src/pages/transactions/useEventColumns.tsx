import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import type { MeteredEvent } from "../../api/types";
import { useNarrow } from "../../ui/useNarrow";
import { layOut } from "./columnSize";
import { EVENT_CELLS } from "./eventCells";
import { chosenColumns, type EventColumn } from "./eventColumns";
import type { features } from "./features";

const helper = createColumnHelper<typeof features, MeteredEvent>();
/** Beside the first column, which begins where the page's text does. */
const EDGE = 18;
/** More for times that are not of today. */
const DAY = 42;

/** The columns that are shown, each with its width. */
export function useEventColumns(names: string | undefined, room: number, withDays: boolean) {
  const narrow = useNarrow();
  return useMemo(() => {
    // On a phone a row is two lines of what matters most.
    const chosen = chosenColumns(narrow ? undefined : names);
    const sizes = chosen.map((column, at) => ({ ...column, width: column.width + extra(column, at, withDays) }));
    const { ids, widths } = layOut(sizes, room, narrow || names !== undefined);
    const shown = chosen.filter(({ id }) => ids.includes(id));
    return {
      shown: chosen,
      widths: room > 0 ? widths : undefined,
      columns: helper.columns(shown.map(columnOf)),
      numeric: new Set(shown.filter(({ numeric }) => numeric).map(({ id }) => id)),
    };
  }, [names, room, withDays, narrow]);
}

const columnOf = ({ id, label }: EventColumn) =>
  helper.display({
    id,
    header: () => (id === "mark" ? <span className="visually-hidden">{label}</span> : label),
    cell: ({ row }) => EVENT_CELLS[id](row.original),
  });

function extra({ id }: EventColumn, at: number, withDays: boolean): number {
  return (at === 0 ? EDGE : 0) + (withDays && (id === "time" || id === "received") ? DAY : 0);
}
