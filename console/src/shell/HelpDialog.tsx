import { useEffect, useRef } from "react";
import { COMMAND } from "../keyboard";
import { setPreferences, usePreferences } from "../preferences";
import { Icon } from "../ui/Icon";
import { PAGES } from "./pages";

const SECTIONS: { title: string; keys: [keys: string, what: string][] }[] = [
  { title: "Go to", keys: PAGES.map(({ letter, label }) => [`g ${letter}`, label]) },
  {
    title: "Anywhere",
    keys: [
      [`${COMMAND} K`, "Search or jump to"],
      ["/", "Filter"],
      ["[", "The days before"],
      ["]", "The days after"],
      ["T", "Switch theme"],
      ["?", "This list"],
      ["Esc", "Close"],
    ],
  },
  {
    title: "Lists",
    keys: [
      ["J", "Next"],
      ["K", "Previous"],
      ["Enter", "Open"],
      ["L", "Live tail"],
    ],
  },
  {
    title: "Alerts",
    keys: [
      ["X", "Select"],
      ["E", "Resolve"],
      ["A", "Acknowledge"],
      ["S", "Snooze"],
      ["M", "Mute"],
    ],
  },
  { title: "Rules", keys: [["N", "New rule"]] },
  {
    title: "Charts",
    keys: [
      ["← →", "Walk along the bars"],
      ["Enter", "Open the events"],
    ],
  },
  {
    title: "Reconciliation",
    keys: [
      ["← ↑ → ↓", "Move in the matrix"],
      ["Enter", "Open the day"],
    ],
  },
  {
    title: "SQL",
    keys: [
      [`${COMMAND} Enter`, "Run the query"],
      ["Esc Tab", "Leave the editor"],
    ],
  },
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
      {/* Scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="help-keys" role="region" aria-label="All keys" tabIndex={0}>
        {SECTIONS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>{what}</dt>
                  <dd>
                    <kbd>{key}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
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
