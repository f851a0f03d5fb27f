import { useEffect, useRef } from "react";
import { preferences } from "./preferences";

/** From `j`, `Enter`, `g t` (two keys in a row) to what they do. */
export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** How the key that commands is called here. */
export const COMMAND = isMac ? "⌘" : "Ctrl";

const PAIR_MILLISECONDS = 1_200;
/** The first key of every pair. */
const LEADER = "g";

interface Press {
  key: string;
  at: number;
}
let current: Press = { key: "", at: 0 };
let previous: Press = current;

const nameOf = (event: KeyboardEvent) => (event.key.length === 1 ? event.key.toLowerCase() : event.key);

// In the capture phase, so that every listener below sees the press before the one that it handles.
window.addEventListener(
  "keydown",
  (event) => {
    previous = current;
    current = { key: isTyping(event) ? "" : nameOf(event), at: Date.now() };
  },
  true,
);

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}

/** Shortcuts are off while typing, while a dialog or a sheet is open, and where a person switched them off. */
export function useShortcuts(shortcuts: Shortcuts) {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event) || document.querySelector("dialog[open], :popover-open")) return;
      if (!preferences().shortcuts && event.key.length === 1) return;
      const onControl = event.target instanceof HTMLElement && event.target.matches("button, a, summary");
      if (event.key === "Enter" && onControl) return;
      const key = nameOf(event);
      const follows = current.at - previous.at < PAIR_MILLISECONDS;
      const paired = follows ? latest.current[`${previous.key} ${key}`] : undefined;
      // After the first key of a pair the second one is not its own: another listener has the pair.
      const action = paired ?? (follows && previous.key === LEADER ? undefined : latest.current[key]);
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** A letter together with Ctrl, or ⌘ on a Mac; it counts while typing too, but not over a dialog. */
export function useCommandKey(letter: string, action: () => void) {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const commands = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (!commands || event.altKey || event.shiftKey || nameOf(event) !== letter) return;
      // Otherwise the browser takes the key to its own search.
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) latest.current();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [letter]);
}
