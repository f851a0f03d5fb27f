import { useState } from "react";
import { serverNow } from "../../clock";
import type { AlertWithHistory } from "../../api/types";
import { useShortcuts } from "../../keyboard";
import { useZone } from "../../preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { TimeText } from "../../ui/TimeText";
import { muteOptions, snoozeOptions } from "./until";
import { UntilPanel } from "./UntilPanel";
import { useDecide } from "./useDecide";

/** What a person can decide about an alert, and what was decided. */
export function AlertActions({ alert, onDecide }: { alert: AlertWithHistory; onDecide: () => void }) {
  const zone = useZone();
  const [asking, setAsking] = useState<"snooze" | "mute" | null>(null);
  // As it was when the question was asked: its choices must not move on while they are read.
  const [askedAt, setAskedAt] = useState(() => serverNow());
  const { decide, unmute } = useDecide(alert.id, onDecide);
  const open = alert.status === "open";
  const busy = decide.isPending || unmute.isPending;
  const ask = (what: "snooze" | "mute") => {
    decide.reset();
    setAskedAt(serverNow());
    setAsking(what);
  };
  const acknowledge = () => decide.mutate({ verb: alert.acknowledged ? "unacknowledge" : "acknowledge" });
  const snooze = () => (alert.snoozed ? decide.mutate({ verb: "unsnooze" }) : ask("snooze"));
  const mute = () => (alert.mute ? unmute.mutate(alert.mute.id) : ask("mute"));
  const resolve = () => decide.mutate({ verb: "resolve" });
  useShortcuts({
    a: () => open && !busy && acknowledge(),
    s: () => open && !busy && snooze(),
    m: () => !busy && mute(),
    e: () => open && !busy && resolve(),
  });
  return (
    <>
      <div className="alert-actions">
        {open && (
          <>
            <button type="button" className="button button-primary" disabled={busy} onClick={resolve}>
              Resolve <kbd className="hide-narrow">E</kbd>
            </button>
            <button type="button" className="button" disabled={busy} onClick={acknowledge}>
              {alert.acknowledged ? "Unacknowledge" : "Acknowledge"} <kbd className="hide-narrow">A</kbd>
            </button>
            <button type="button" className="button" disabled={busy} aria-expanded={asking === "snooze"} onClick={snooze}>
              {alert.snoozed ? "End snooze" : "Snooze"} <kbd className="hide-narrow">S</kbd>
            </button>
          </>
        )}
        <button type="button" className="button" disabled={busy} aria-expanded={asking === "mute"} onClick={mute}>
          {alert.mute ? "Unmute" : "Mute"} <kbd className="hide-narrow">M</kbd>
        </button>
      </div>
      <Decided alert={alert} />
      {!asking && <ErrorNote error={decide.error ?? unmute.error} meaning="Nothing was changed." />}
      {asking && (
        <UntilPanel
          key={asking}
          title={asking === "snooze" ? "Snooze this alert" : `Mute ${alert.ruleName} for this key`}
          options={asking === "snooze" ? snoozeOptions(zone, askedAt) : muteOptions(askedAt)}
          busy={busy}
          error={decide.error}
          onClose={() => setAsking(null)}
          onPick={(until, note) => decide.mutate({ verb: asking, until, note }, { onSuccess: () => setAsking(null) })}
        >
          {asking === "snooze"
            ? "Nothing about it is delivered until then. If it is still open, its channels are told once."
            : "Its alerts are recorded and shown here, and nobody is told of them."}
        </UntilPanel>
      )}
    </>
  );
}

function Decided({ alert: { acknowledged, snoozed, mute } }: { alert: AlertWithHistory }) {
  if (!acknowledged && !snoozed && !mute) return null;
  return (
    <p className="small mid alert-decided">
      {acknowledged && (
        <span>
          Acknowledged by {acknowledged.by}, <TimeText at={acknowledged.at} relative />.
        </span>
      )}
      {snoozed && (
        <span>
          Snoozed by {snoozed.by} until <TimeText at={snoozed.until} />.
        </span>
      )}
      {mute && (
        <span>
          Muted by {mute.createdBy} {mute.until ? <>until <TimeText at={mute.until} /></> : "for good"}
          {mute.note && `: ${mute.note}`}.
        </span>
      )}
    </p>
  );
}
