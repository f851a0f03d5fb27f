import { formatCount } from "../../format/number";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { explain } from "./explain";
import { MOST_EXPORTED, MOST_SECONDS } from "./limits";
import type { Ran } from "./useRun";

interface Props {
  ran: Ran | null;
  cancelled: boolean;
  error: Error | null;
  sql: string;
  exportError: Error | null;
  tablesError: Error | null;
}

/** What went wrong, what it means and what to do; and that there is more than is shown. */
export function Notes({ ran, cancelled, error, sql, exportError, tablesError }: Props) {
  const result = ran?.result;
  const truncated = result?.truncated ?? false;
  if (!error && !exportError && !tablesError && !truncated && !cancelled) return null;
  return (
    <div className="sql-notes">
      <ErrorNote error={error && explain(error, sql)} meaning={result ? "The result below is of the query before." : ""} />
      <ErrorNote error={exportError} meaning="No file was made." />
      <ErrorNote error={tablesError} meaning="Names of tables cannot be completed." />
      {cancelled && (
        <Note live>
          <strong>Cancelled.</strong> Nothing waits for it any more; the server ends it after {MOST_SECONDS} s at the latest.
          {result && " The result below is of the query before."}
        </Note>
      )}
      {truncated && result && (
        <Note tone="warn">
          <strong>First {formatCount(result.rows.length)} rows only.</strong> The query has more. Narrow it, sum in the query,
          or export it: a file has up to {formatCount(MOST_EXPORTED)} rows.
        </Note>
      )}
    </div>
  );
}
