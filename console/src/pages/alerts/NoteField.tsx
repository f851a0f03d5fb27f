import { type FormEvent, useState } from "react";
import type { AlertWithHistory } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { useNote } from "./useNote";

const LONGEST = 1_000;

/** Something for whoever sees the alert next; it stands in its history. */
export function NoteField({ alert }: { alert: AlertWithHistory }) {
  const [text, setText] = useState("");
  const note = useNote(alert.id, () => setText(""));
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) note.mutate(text.trim());
  };
  return (
    <form className="alert-note" onSubmit={save}>
      <FormField label="Note">
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={2}
            maxLength={LONGEST}
            placeholder="For whoever sees this next"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </FormField>
      <button type="submit" className="button button-small" disabled={note.isPending || !text.trim()}>
        Save note
      </button>
      <ErrorNote error={note.error} meaning="The note was not saved." />
    </form>
  );
}
