import type { KeyboardEvent } from "react";

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at < last ? at + 1 : 0),
  ArrowUp: (at, last) => (at > 0 ? at - 1 : last),
  Home: () => 0,
  End: (_, last) => last,
};

/** Arrow keys go through the buttons and links of a sheet. */
export function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  if (!step || (event.target as Element).matches("input, textarea, select")) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("button:not(:disabled), a[href]")];
  const next = stops[step(stops.indexOf(document.activeElement as HTMLElement), stops.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
