import type { VisibleRow } from "./visible";

/** At most so many rows around that of an event, and how many are left out above and below. */
export function around(rows: readonly VisibleRow[], eventId: string, most: number) {
  const at = rows.findIndex(({ node }) => node.kind === "span" && node.span.eventId === eventId);
  const first = Math.max(0, Math.min(Math.max(at, 0) - Math.floor(most / 2), rows.length - most));
  const shown = rows.slice(first, first + most);
  return { shown, before: first, after: rows.length - first - shown.length };
}
