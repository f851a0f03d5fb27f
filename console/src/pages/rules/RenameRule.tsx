import { useEffect, useRef, useState } from "react";
import { ErrorNote } from "../../ui/ErrorNote";
import { useChangeRule } from "./useSaveRule";

interface Props {
  id: string;
  name: string;
  onDone: () => void;
}

export function RenameRule({ id, name, onDone }: Props) {
  const [text, setText] = useState(name);
  const change = useChangeRule(id, onDone);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <form
      className="rule-rename row"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) change.mutate({ name: text.trim() });
      }}
    >
      <input
        className="input"
        aria-label="Name"
        autoComplete="off"
        maxLength={200}
        value={text}
        ref={field}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <button type="submit" className="button button-primary" disabled={!text.trim() || change.isPending}>
        Rename
      </button>
      <button type="button" className="button button-quiet" onClick={onDone}>
        Keep {name}
      </button>
      <ErrorNote error={change.error} meaning="It is called as before." />
    </form>
  );
}
