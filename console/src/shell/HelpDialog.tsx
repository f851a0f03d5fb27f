import { useEffect, useRef } from "react";
import { setPreferences, usePreferences } from "../preferences";
import { Icon } from "../ui/Icon";

const KEYS: [keys: string, what: string][] = [
  ["g t", "Transactions"],
  ["g c", "Connections"],
  ["g a", "Alerts"],
  ["g p", "Prices"],
  ["g b", "Reconciliation"],
  ["g s", "SQL"],
  ["g ,", "Settings"],
  ["/", "Filter"],
  ["J", "Next"],
  ["K", "Previous"],
  ["Enter", "Open"],
  ["Esc", "Close"],
  ["X", "Select the alert"],
  ["E", "Resolve the alert"],
  ["A", "Acknowledge the alert"],
  ["S", "Snooze the alert"],
  ["M", "Mute the alert"],
  ["T", "Switch theme"],
  ["Ctrl Enter", "Run the query"],
  ["?", "This list"],
];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { shortcuts } = usePreferences();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="help" aria-label="Keyboard" onCancel={onClose}>
      <header>
        <h2>Keyboard</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <dl className="help-keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt className="mid">{what}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <footer>
        <label className="checkbox">
          <input
            type="checkbox"
            checked={shortcuts}
            onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
          />
          <span>
            Single letters are shortcuts
            <small>Never while you type.</small>
          </span>
        </label>
      </footer>
    </dialog>
  );
}
