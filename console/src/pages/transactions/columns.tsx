import { createColumnHelper } from "@tanstack/react-table";
import type { MeteredEvent } from "../../api/types";
import { SeverityMark } from "../../ui/SeverityMark";
import { CostCell, InputCell, ModelCell, OutputCell, TookCell } from "./cells";
import type { features } from "./LogTable";
import { RowTime } from "./RowTime";
import { cachedShare } from "./tokens";

const column = createColumnHelper<typeof features, MeteredEvent>();

export const columns = column.columns([
  column.accessor("eventTime", { id: "time", header: "Time", cell: (cell) => <RowTime at={cell.getValue()} /> }),
  column.display({ id: "model", header: "Model", cell: ({ row }) => <ModelCell event={row.original} /> }),
  column.accessor("agent", { header: "Agent", cell: (cell) => cell.getValue() ?? <span className="dim">–</span> }),
  column.accessor("organization", {
    header: "Organization",
    cell: (cell) => cell.getValue() ?? <span className="dim">–</span>,
  }),
  column.display({ id: "input", header: "Input", cell: ({ row }) => <InputCell event={row.original} /> }),
  column.display({
    id: "cached",
    header: "Cached",
    cell: ({ row }) => cachedShare(row.original) ?? <span className="dim">–</span>,
  }),
  column.display({ id: "output", header: "Output", cell: ({ row }) => <OutputCell event={row.original} /> }),
  column.display({ id: "took", header: "Took", cell: ({ row }) => <TookCell event={row.original} /> }),
  column.display({ id: "cost", header: "Cost", cell: ({ row }) => <CostCell event={row.original} /> }),
  column.accessor("findings", {
    id: "mark",
    header: () => <span className="visually-hidden">Findings</span>,
    cell: (cell) =>
      cell.getValue() > 0 && (
        <SeverityMark severity="warning" label={cell.getValue() === 1 ? "1 finding" : `${cell.getValue()} findings`} />
      ),
  }),
]);

export const NUMERIC = new Set(["input", "cached", "output", "took", "cost"]);
