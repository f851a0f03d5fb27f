import { createColumnHelper } from "@tanstack/react-table";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { TraceSummary } from "../../api/traceQueries";
import { formatCount, shortenId } from "../../format/number";
import { formatDuration } from "../../format/time";
import { useNarrow } from "../../ui/useNarrow";
import { CountCell, TextCell } from "../transactions/cells";
import { type ColumnSize, layOut } from "../transactions/columnSize";
import type { features } from "../transactions/features";
import { RowTime } from "../transactions/RowTime";
import { SumCell } from "./SumCell";

const column = createColumnHelper<typeof features, TraceSummary>();

const COLUMNS = column.columns([
  column.accessor("beganAt", { id: "time", header: "Began", cell: (cell) => <RowTime at={cell.getValue()} /> }),
  column.display({ id: "name", header: "Name", cell: ({ row }) => <TraceName trace={row.original} /> }),
  column.accessor("traceType", { id: "type", header: "Type", cell: (cell) => <TextCell value={cell.getValue()} /> }),
  column.accessor("agent", { id: "agent", header: "Agent", cell: (cell) => <TextCell value={cell.getValue()} /> }),
  column.display({
    id: "took",
    header: "Took",
    cell: ({ row: { original } }) => formatDuration(Date.parse(original.endedAt) - Date.parse(original.beganAt)),
  }),
  column.accessor("spans", { id: "spans", header: "Spans", cell: (cell) => formatCount(cell.getValue()) }),
  column.accessor("errors", {
    id: "errors",
    header: "Errors",
    cell: (cell) =>
      cell.getValue() === "0" ? <span className="dim">0</span> : <span className="bad">{formatCount(cell.getValue())}</span>,
  }),
  column.accessor("tokens", { id: "tokens", header: "Tokens", cell: (cell) => <CountCell value={cell.getValue()} /> }),
  column.display({
    id: "cost",
    header: "Cost",
    cell: ({ row }) => <TraceCost trace={row.original} />,
  }),
]);

const SIZES: readonly ColumnSize[] = [
  { id: "time", width: 124 },
  { id: "name", width: 200, grow: 3 },
  { id: "type", width: 110, grow: 2, gives: 2 },
  { id: "agent", width: 120, grow: 2, gives: 1 },
  { id: "took", width: 104 },
  { id: "spans", width: 66, gives: 3 },
  { id: "errors", width: 62, gives: 4 },
  { id: "tokens", width: 96, gives: 5 },
  { id: "cost", width: 130 },
];
const NUMERIC = new Set(["took", "spans", "errors", "tokens", "cost"]);
/** More for times that are not of today. */
const DAY = 42;

/** The columns of the list that fit. */
export function useTraceColumns(room: number, withDays: boolean) {
  const narrow = useNarrow();
  return useMemo(() => {
    const sizes = SIZES.map((size) => (size.id === "time" && withDays ? { ...size, width: size.width + DAY } : size));
    const { ids, widths } = layOut(sizes, room, narrow);
    const columns = COLUMNS.filter(({ id }) => id !== undefined && ids.includes(id));
    return { columns, widths: room > 0 ? widths : undefined, numeric: NUMERIC };
  }, [room, withDays, narrow]);
}

function TraceCost({ trace: { cost, currency, unpriced } }: { trace: TraceSummary }) {
  if (currency === null) return <span className="dim" title="Its costs are in several currencies, which are not added">several currencies</span>;
  return <SumCell amounts={cost === null ? [] : [{ currency, amount: cost }]} unpriced={unpriced} />;
}

function TraceName({ trace: { traceId, traceName } }: { trace: TraceSummary }) {
  return (
    <Link className="trace-name clip" to="/traces/$traceId" params={{ traceId }} title={traceId}>
      {traceName ?? <span className="mono">{shortenId(traceId, 28)}</span>}
    </Link>
  );
}
