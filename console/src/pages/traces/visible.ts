import type { TreeNode } from "./tree";
import { walk } from "./walk";

/** A node as a row of a treegrid. */
export interface VisibleRow {
  node: TreeNode;
  /** From 1. */
  level: number;
  /** Its place among its siblings, from 1, and how many they are. */
  place: number;
  siblings: number;
  /** None when there is nothing below it. */
  expanded: boolean | null;
}

/** What is seen with these nodes folded away, from top to bottom. */
export function visibleRows(roots: readonly TreeNode[], folded: ReadonlySet<string>): VisibleRow[] {
  const rows: VisibleRow[] = [];
  const waiting: VisibleRow[] = [];
  const put = (nodes: readonly TreeNode[], level: number) => {
    for (let at = nodes.length - 1; at >= 0; at -= 1) {
      const node = nodes[at];
      if (!node) continue;
      const expanded = node.children.length === 0 ? null : !folded.has(node.id);
      waiting.push({ node, level, place: at + 1, siblings: nodes.length, expanded });
    }
  };
  put(roots, 1);
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    rows.push(row);
    if (row.expanded) put(row.node.children, row.level + 1);
  }
  return rows;
}

/** What a long trace has folded at first. */
export const foldedGroups = (roots: readonly TreeNode[]): Set<string> =>
  new Set(walk(roots).filter(({ kind }) => kind === "group").map(({ id }) => id));

/** Ids of the nodes above an event, the nearest last; none when it is not there. */
export function pathTo(roots: readonly TreeNode[], eventId: string): string[] | null {
  const nodes = walk(roots);
  const above = new Map(nodes.flatMap((node) => node.children.map((child) => [child.id, node.id] as const)));
  const found = nodes.find((node) => node.kind === "span" && node.span.eventId === eventId);
  if (!found) return null;
  const path: string[] = [];
  for (let id = above.get(found.id); id !== undefined; id = above.get(id)) path.unshift(id);
  return path;
}

/** The row of the node that this row's node is a child of; -1 for a root. */
export function parentRow(rows: readonly VisibleRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  return rows.findLastIndex((row, above) => above < at && row.level < level);
}
