import { type ReactNode, useEffect, useRef, useState } from "react";
import { useZone } from "../../preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { typedTime, type UntilOption } from "./until";

interface Props {
  title: string;
  options: UntilOption[];
  children: ReactNode;
  busy: boolean;
  error: unknown;
  onPick: (until: string | null, note: string) => void;
  onClose: () => void;
}

/** Asks in place until when, with an optional why. The first choice has the focus. */
export function UntilPanel({ title, options, children, busy, error, onPick, onClose }: Props) {
  const zone = useZone();
  const [note, setNote] = useState("");
  const [typed, setTyped] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const custom = typedTime(typed, zone);
  return (
    <div
      className="until"
      role="group"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <h3>{title}</h3>
      <p className="mid">{children}</p>
      <FormField label="Why" aside="optional">
        {(control) => (
          <input
            {...control}
            className="input"
            maxLength={1000}
            autoComplete="off"
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </FormField>
      <div className="until-choices">
        {options.map((option, at) => (
          <button
            key={option.label}
            ref={at === 0 ? first : undefined}
            type="button"
            className="button"
            disabled={busy}
            onClick={() => onPick(option.until, note)}
          >
            {option.label}
          </button>
        ))}
        <input
          className="input until-time"
          type="datetime-local"
          aria-label={`Until another time, ${zone}`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="button" className="button" disabled={busy || !custom} onClick={() => custom && onPick(custom, note)}>
          Until then
        </button>
        <button type="button" className="button button-quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
      <ErrorNote error={error} meaning="Nothing was changed." />
    </div>
  );
}
