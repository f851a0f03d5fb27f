import { useState } from "react";

interface Props {
  id: string;
  "aria-describedby": string;
  "aria-invalid": boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** A setting that has no control of its own, as JSON. What cannot be read is not passed on. */
export function JsonInput({ value, onChange, ...attributes }: Props) {
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [broken, setBroken] = useState(false);
  const change = (next: string) => {
    setText(next);
    try {
      onChange(next.trim() === "" ? undefined : JSON.parse(next));
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return (
    <>
      <textarea
        {...attributes}
        aria-invalid={broken || attributes["aria-invalid"]}
        className="input mono"
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      {broken && <p className="small bad">This is not JSON yet</p>}
    </>
  );
}
