import type { KeyboardEvent } from "react";

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at < last ? at + 1 : 0),
  ArrowUp: (at, last) => (at > 0 ? at - 1 : last),
  Home: () => 0,
  End: (_, last) => last,
};

const STOPS = "button:not(:disabled), a[href]";

/** The first place of a sheet where the focus can stand, or what is chosen in it. */
export function focusFirst(sheet: HTMLElement) {
  const chosen = sheet.querySelector<HTMLElement>('button[aria-pressed="true"]');
  (chosen ?? sheet.querySelector<HTMLElement>(`${STOPS}, input, select`))?.focus();
}

/** Arrow keys go through the buttons and links of a sheet. */
export function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  if (!step || (event.target as Element).matches("input, textarea, select")) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)];
  const next = stops[step(stops.indexOf(document.activeElement as HTMLElement), stops.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
