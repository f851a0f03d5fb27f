import { type ReactNode, useEffect, useRef } from "react";
import { ErrorNote } from "./ErrorNote";

interface Props {
  title: string;
  children: ReactNode;
  /** The safe choice, named by its result, for example `Keep key`. It has the focus. */
  keep: string;
  act: string;
  busy?: boolean;
  error?: unknown;
  onKeep: () => void;
  onAct: () => void;
}

/** Asks in place, under what it is about. */
export function Confirm({ title, children, keep, act, busy = false, error, onKeep, onAct }: Props) {
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), []);
  return (
    <div
      className="confirm"
      role="group"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onKeep();
      }}
    >
      <div className="confirm-text">
        <h3>{title}</h3>
        <div className="mid">{children}</div>
        <ErrorNote error={error} meaning="Nothing was changed." />
      </div>
      <div className="confirm-actions">
        <button type="button" className="button" ref={safe} onClick={onKeep}>
          {keep}
        </button>
        <button type="button" className="button button-danger" disabled={busy} onClick={onAct}>
          {act}
        </button>
      </div>
    </div>
  );
}
