import type { TreeNode } from "./tree";

/** Every node, each before those below it. Without recursion: a chain may be as long as a trace. */
export function walk(roots: readonly TreeNode[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    for (let at = node.children.length - 1; at >= 0; at -= 1) {
      const child = node.children[at];
      if (child) waiting.push(child);
    }
  }
  return nodes;
}
