import type { GroupNode, SpanNode, TreeNode } from "./tree";

/** From here on a trace is too long to list every step. */
export const LONG = 500;

/** Puts steps of one name under one parent together, where the first of them stands; the tree itself stays as it is. */
export function collapseByName(roots: readonly TreeNode[]): TreeNode[] {
  const collapsed: TreeNode[] = [];
  const lists: [from: readonly TreeNode[], to: TreeNode[]][] = [[roots, collapsed]];
  for (let list = lists.pop(); list; list = lists.pop()) {
    const [from, to] = list;
    const copies = from.map((node): TreeNode => {
      const children: TreeNode[] = [];
      lists.push([node.children, children]);
      return { ...node, children } as TreeNode;
    });
    to.push(...together(copies));
  }
  return collapsed;
}

function together(nodes: readonly TreeNode[]): TreeNode[] {
  const named = new Map<string, SpanNode[]>();
  const kept: (TreeNode | SpanNode[])[] = [];
  for (const node of nodes) {
    if (node.kind !== "span") {
      kept.push(node);
      continue;
    }
    const name = `${node.span.kind} ${node.span.name}`;
    const alike = named.get(name);
    if (alike) {
      alike.push(node);
      continue;
    }
    const first = [node];
    named.set(name, first);
    kept.push(first);
  }
  return kept.flatMap((part) => (Array.isArray(part) && part.length > 1 ? groupOf(part) : part));
}

function groupOf(children: SpanNode[]): GroupNode {
  const first = children[0]?.span;
  return { kind: "group", id: `group ${first?.eventId}`, name: first?.name ?? "", children };
}
