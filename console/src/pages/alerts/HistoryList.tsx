import type { Happening, HistoryEntry } from "../../api/types";
import { TimeText } from "../../ui/TimeText";

const TITLES: Record<Happening, string> = {
  opened: "Opened",
  severity: "Severity changed",
  acknowledged: "Acknowledged",
  unacknowledged: "No longer acknowledged",
  snoozed: "Snoozed",
  unsnoozed: "Snooze ended early",
  woke: "Snooze over, still open",
  muted: "Muted",
  unmuted: "Unmuted",
  cleared: "Cleared",
  resolved: "Resolved",
  noted: "Note",
};

/** Every decision and change, by whom and why. */
export function HistoryList({ history }: { history: HistoryEntry[] }) {
  return (
    <section>
      <h3>What happened</h3>
      <ol className="timeline">
        {history.map((entry, at) => (
          <li key={at}>
            <span className="dim">
              <TimeText at={entry.at} />
            </span>
            <div>
              <b>{TITLES[entry.what] ?? entry.what}</b>
              <p>
                {entry.severity && `${entry.severity}, `}
                {entry.by ? `by ${entry.by}` : BY_ITSELF[entry.what]}
                {entry.until && (
                  <>
                    {" "}
                    until <TimeText at={entry.until} />
                  </>
                )}
              </p>
              {entry.note && <p className="wrap-anywhere">{entry.note}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const BY_ITSELF: Partial<Record<Happening, string>> = {
  opened: "by the rule",
  severity: "by the rule",
  cleared: "by the rule",
  unmuted: "the time was over",
};
