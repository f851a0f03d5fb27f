import { type FormEvent, useState } from "react";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { savedQueries, saveQuery } from "./store";

interface Props {
  name: string | null;
  text: () => string;
  onSaved: (name: string) => void;
}

/** Keeps the text of the editor under a name. */
export function SaveQuery({ name, text, onSaved }: Props) {
  return (
    <Popover
      className="button"
      title="Save query"
      align="right"
      button={
        <>
          <Icon name="bookmark" />
          Save
        </>
      }
    >
      {(close) => (
        <SaveForm
          name={name ?? ""}
          onSave={(chosen) => {
            close();
            saveQuery({ name: chosen, sql: text() });
            onSaved(chosen);
          }}
        />
      )}
    </Popover>
  );
}

function SaveForm({ name: initial, onSave }: { name: string; onSave: (name: string) => void }) {
  const [name, setName] = useState(initial);
  const replaces = savedQueries.use().some((query) => query.name === name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) onSave(name.trim());
  };
  return (
    <form className="save-query" onSubmit={submit}>
      <label>
        <span className="small mid">Name</span>
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of a sheet that was asked for
          autoFocus
          className="input"
          maxLength={60}
          autoComplete="off"
          value={name}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className="button button-primary" disabled={!name.trim()}>
        {replaces ? "Replace query" : "Save query"}
      </button>
      <p className="small dim">Kept in this browser. The address shows a colleague the same query.</p>
    </form>
  );
}
