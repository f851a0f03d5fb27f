import { requestBlob } from "../../api/client";
import type { Schemas } from "../../api/types";
import { saveFile } from "../../ui/saveFile";
import { MOST_EXPORTED } from "./limits";

export const EXPORTS = [
  { format: "csv", label: "CSV" },
  { format: "parquet", label: "Parquet" },
  { format: "arrow", label: "Arrow" },
] as const;

export type ExportFormat = (typeof EXPORTS)[number]["format"];

/** Runs a query once more, for a file: it may have more rows than the page shows. */
export async function download(sql: string, format: ExportFormat) {
  const body = { sql, format, maxRows: MOST_EXPORTED } satisfies Schemas["SqlRequest"];
  saveFile(await requestBlob("POST", "/api/v1/sql", { body }), `outlay.${format}`);
}
