import { useMutation } from "@tanstack/react-query";
import { requestBlob } from "../../api/client";
import { formatCount } from "../../format/number";
import { Icon } from "../../ui/Icon";
import { saveFile } from "../../ui/saveFile";

/** As many as one answer may have. */
const MOST_ROWS = 1_000_000;

interface Props {
  /** Asked for when it is pressed, for it may hold the moment. */
  sql: () => string;
  /** How many rows match, where that is known. */
  events: string | undefined;
  onFailure: (error: unknown) => void;
}

/** The rows that match as a file. */
export function ExportButton({ sql, events = "0", onFailure }: Props) {
  const csv = useMutation({
    mutationFn: () => requestBlob("POST", "/api/v1/sql", { body: { sql: sql(), format: "csv", maxRows: MOST_ROWS } }),
    onMutate: () => onFailure(null),
    onSuccess: (blob) => saveFile(blob, "outlay-events.csv"),
    onError: onFailure,
  });
  const all = BigInt(events) <= MOST_ROWS;
  return (
    <button
      type="button"
      className="button button-quiet"
      title={`${all ? "The rows that match" : `The newest ${formatCount(MOST_ROWS)} of ${formatCount(events)} rows`} as CSV, with the columns that are shown`}
      disabled={csv.isPending}
      onClick={() => csv.mutate()}
    >
      <Icon name="download" />
      {csv.isPending ? "Exporting" : all ? "Export" : "Export the first million"}
    </button>
  );
}
