import { parentRow, type VisibleRow } from "./visible";

/** What a key does in a treegrid: to another row, fold or unfold, open. */
export type GridStep = { to: number } | { ids: readonly string[]; fold: boolean } | { open: true };

/** None for a key that means nothing here. */
export function gridStep(key: string, rows: readonly VisibleRow[], at: number): GridStep | null {
  const row = rows[at];
  if (!row) return null;
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
      return { to: Math.min(at + 1, last) };
    case "ArrowUp":
      return { to: Math.max(at - 1, 0) };
    case "Home":
      return { to: 0 };
    case "End":
      return { to: last };
    case "ArrowRight":
      if (row.expanded === null) return null;
      return row.expanded ? { to: at + 1 } : { ids: [row.node.id], fold: false };
    case "ArrowLeft": {
      if (row.expanded) return { ids: [row.node.id], fold: true };
      const parent = parentRow(rows, at);
      return parent < 0 ? null : { to: parent };
    }
    case "*":
      return { ids: siblingsOf(rows, at), fold: false };
    case "Enter":
    case " ":
      return { open: true };
    default:
      return null;
  }
}

/** The node and all beside it that have something below them. */
function siblingsOf(rows: readonly VisibleRow[], at: number): string[] {
  const level = rows[at]?.level;
  const parent = parentRow(rows, at);
  const after = rows.findIndex((row, index) => index > parent && row.level < (level ?? 1));
  return rows
    .slice(parent + 1, after < 0 ? undefined : after)
    .flatMap((row) => (row.level === level && row.expanded !== null ? [row.node.id] : []));
}
