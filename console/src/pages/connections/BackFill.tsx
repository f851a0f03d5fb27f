import { useEffect, useId, useRef, useState } from "react";
import type { Connection } from "../../api/types";
import { formatDate } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { coveredSince, furtherBack } from "./coverage";
import { useBackFill } from "./useSyncNow";

/** Asks how far back to read, under the connection that it is about. */
export function BackFill({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const begin = coveredSince(connection.coverage)?.slice(0, 10) ?? null;
  const [from, setFrom] = useState(() => furtherBack(begin));
  const backFill = useBackFill(connection);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="confirm confirm-plain"
      aria-label={`Read ${connection.name} further back`}
      onSubmit={(event) => {
        event.preventDefault();
        backFill.mutate({ from }, { onSuccess: onClose });
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="confirm-text">
        <h3>Read further back</h3>
        <p className="mid">
          {begin ? `Read since ${formatDate(begin)}.` : "Nothing was read yet."} What is new comes first, then the past,
          newest first. It ends where the provider keeps nothing older.
        </p>
        <label className="row small" htmlFor={id}>
          From
          <input
            id={id}
            ref={field}
            className="input"
            type="date"
            required
            {...(begin && { max: begin })}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </label>
        <ErrorNote error={backFill.error} meaning="Nothing was read." />
      </div>
      <div className="confirm-actions">
        <button type="button" className="button" onClick={onClose}>
          Not now
        </button>
        <button type="submit" className="button button-primary" disabled={backFill.isPending}>
          Read
        </button>
      </div>
    </form>
  );
}
