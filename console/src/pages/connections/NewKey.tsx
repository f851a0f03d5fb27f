import { CopyButton } from "../../ui/CopyButton";

/** The text of a key, where it was made. */
export function NewKey({ title, text, onStored }: { title: string; text: string; onStored: () => void }) {
  return (
    <div className="new-key" role="status">
      <div className="grow">
        <h3>{title}</h3>
        <p className="mid">Put it where your code reads its secrets. You can copy it again later from its row.</p>
        <p className="row">
          <code className="new-key-text mono" data-testid="new-key">
            {text}
          </code>
          <CopyButton text={text} label="Copy the new key" worded />
        </p>
      </div>
      <button type="button" className="button" onClick={onStored}>
        I have stored it
      </button>
    </div>
  );
}
