import { COMMAND } from "../../keyboard";
import { Icon } from "../../ui/Icon";
import { HistoryMenu } from "./HistoryMenu";
import { LIMITS } from "./limits";
import { SaveQuery } from "./SaveQuery";

interface Props {
  /** The saved query or the example that stands in the editor. */
  name: string | null;
  /** Whether its text was changed since. */
  edited: boolean;
  text: () => string;
  isRunning: boolean;
  onOpen: (sql: string) => void;
  onSaved: (name: string) => void;
  onRun: () => void;
  onCancel: () => void;
}

/** What stands in the editor, and what can be done with it. */
export function QueryBar({ name, edited, text, isRunning, onOpen, onSaved, onRun, onCancel }: Props) {
  return (
    <div className="query-bar">
      <h2 className="clip">{name ?? "New query"}</h2>
      {name !== null && edited && <span className="tag">edited</span>}
      <span className="grow" />
      <span className="small mid hide-narrow">{LIMITS}</span>
      <HistoryMenu onOpen={onOpen} />
      <SaveQuery name={name} text={text} onSaved={onSaved} />
      {isRunning ? (
        <button type="button" className="button" onClick={onCancel}>
          <Icon name="close" />
          Cancel
        </button>
      ) : (
        <button type="button" className="button button-primary" onClick={onRun}>
          <Icon name="play" />
          Run <kbd className="hide-narrow">{COMMAND} ⏎</kbd>
        </button>
      )}
    </div>
  );
}
