import { useState } from "react";
import { serverNow } from "../../clock";
import { counted } from "../../format/number";
import { useZone } from "../../preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { snoozeOptions } from "./until";
import { UntilPanel } from "./UntilPanel";
import { useDecideAll } from "./useDecideAll";

interface Props {
  /** How many there are to choose from. */
  all: number;
  /** Ids. */
  marked: string[];
  onMarkAll: (marked: boolean) => void;
}

/** Decides about several alerts at once. */
export function BulkBar({ all, marked, onMarkAll }: Props) {
  const zone = useZone();
  // As it was when the question was asked: its choices must not move on while they are read.
  const [askedAt, setAskedAt] = useState<Date | null>(null);
  const close = () => setAskedAt(null);
  const decide = useDecideAll(() => {
    close();
    onMarkAll(false);
  });
  const isSome = marked.length > 0;
  const skipped = decide.data?.skipped.length ?? 0;
  const act = (verb: "acknowledge" | "resolve") => decide.mutate({ verb, ids: marked });
  return (
    <div className="bulk" role="group" aria-label="Several alerts">
      <div className="bulk-bar">
        <label className="checkbox">
          <input
            type="checkbox"
            checked={isSome && marked.length === all}
            ref={(input) => {
              if (input) input.indeterminate = isSome && marked.length < all;
            }}
            onChange={(event) => onMarkAll(event.target.checked)}
          />
          <span aria-live="polite">{isSome ? `${marked.length} selected` : "Select all"}</span>
        </label>
        {isSome && (
          <>
            <button type="button" className="button button-small" disabled={decide.isPending} onClick={() => act("acknowledge")}>
              Acknowledge
            </button>
            <button
              type="button"
              className="button button-small"
              disabled={decide.isPending}
              aria-expanded={askedAt !== null}
              onClick={() => setAskedAt(serverNow())}
            >
              Snooze
            </button>
            <button type="button" className="button button-small" disabled={decide.isPending} onClick={() => act("resolve")}>
              Resolve
            </button>
          </>
        )}
      </div>
      {skipped > 0 && !isSome && (
        <p className="small mid" role="status">
          {counted(skipped, "alert")} had closed meanwhile.
        </p>
      )}
      {!askedAt && <ErrorNote error={decide.error} meaning="Some may have been changed." />}
      {askedAt && isSome && (
        <UntilPanel
          title={`Snooze ${counted(marked.length, "alert")}`}
          options={snoozeOptions(zone, askedAt)}
          busy={decide.isPending}
          error={decide.error}
          onClose={close}
          onPick={(until, note) => decide.mutate({ verb: "snooze", ids: marked, until, note })}
        >
          Nothing about them is delivered until then. Those that are still open then are told once.
        </UntilPanel>
      )}
    </div>
  );
}
