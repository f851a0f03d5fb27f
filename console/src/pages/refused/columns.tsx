import { createColumnHelper } from "@tanstack/react-table";
import type { RefusedRecord } from "../../api/types";
import type { features } from "../transactions/features";
import { RowTime } from "../transactions/RowTime";
import { KeyLink } from "./KeyLink";
import { Message } from "./Message";

const column = createColumnHelper<typeof features, RefusedRecord>();

export const columns = column.columns([
  column.accessor("receivedAt", { id: "time", header: "Time", cell: (cell) => <RowTime at={cell.getValue()} /> }),
  column.accessor("keyId", { id: "key", header: "Key", cell: (cell) => <KeyLink id={cell.getValue()} /> }),
  column.accessor("endpoint", { header: "Posted to", cell: (cell) => <span className="mono">{cell.getValue()}</span> }),
  column.accessor("code", { header: "Code", cell: (cell) => <span className="mono">{cell.getValue()}</span> }),
  column.accessor("field", {
    header: "Field",
    cell: (cell) => {
      const field = cell.getValue();
      return field ? <span className="mono">{field}</span> : <span className="dim">–</span>;
    },
  }),
  column.accessor("message", { header: "Message", cell: (cell) => <Message text={cell.getValue()} /> }),
]);
