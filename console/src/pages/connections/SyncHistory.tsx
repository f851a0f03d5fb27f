import { useInfiniteQuery } from "@tanstack/react-query";
import { syncsQuery } from "../../api/connectionQueries";
import type { Connection, Sync } from "../../api/types";
import { counted } from "../../format/number";
import { formatDuration } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { Status, type StatusShape } from "../../ui/Status";
import { TimeText } from "../../ui/TimeText";
import { readingText } from "./statusText";

const SHAPES: Record<Sync["status"], { shape: StatusShape; word: string }> = {
  running: { shape: "wait", word: "Running" },
  done: { shape: "on", word: "Done" },
  partial: { shape: "wait", word: "In part" },
  failed: { shape: "off", word: "Failed" },
  cancelled: { shape: "none", word: "Cancelled" },
};

/** Every run, the newest first, with what the provider answered where it failed. */
export function SyncHistory({ connection }: { connection: Connection }) {
  const query = useInfiniteQuery(syncsQuery(connection.id));
  const syncs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section>
      <h3>Syncs</h3>
      <ErrorNote error={query.error} meaning="What is shown may be old." onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={3} height={42} />}
      {query.isSuccess && syncs.length === 0 && <p className="mid">None yet.</p>}
      <ol className="syncs">
        {syncs.map((sync) => (
          <li key={sync.id}>
            <div className="row between">
              <Status shape={SHAPES[sync.status].shape}>{SHAPES[sync.status].word}</Status>
              <TimeText at={sync.startedAt} />
            </div>
            <p className="small mid">{sync.status === "running" ? readingText(sync) : whatCame(sync)}</p>
            {sync.error && <p className="small wrap-anywhere">{sync.error}</p>}
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <button type="button" className="button button-quiet button-small" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older syncs
        </button>
      )}
    </section>
  );
}

/** `294 records of 187 days, 62 requests, 1.3 s`. */
function whatCame({ records, daysDone, daysTotal, requests, startedAt, endedAt }: Sync): string {
  const days = daysTotal === 0 ? "" : ` of ${daysDone < daysTotal ? `${daysDone} of ` : ""}${counted(daysTotal, "day")}`;
  const took = endedAt ? `, ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}` : "";
  return `${counted(records, "record")}${days}, ${counted(requests, "request")}${took}`;
}
