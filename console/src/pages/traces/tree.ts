import type { Span } from "../../api/traceQueries";
import { walk } from "./walk";

/** A step of a trace with the steps that it caused. */
export interface SpanNode {
  kind: "span";
  id: string;
  span: Span;
  /** Its parent stands below it, so that it is shown as if it had none. */
  cut: boolean;
  children: TreeNode[];
}

/** A step that others name as their parent and that never arrived. */
export interface MissingNode {
  kind: "missing";
  id: string;
  /** The transaction id that its children name. */
  parentId: string;
  children: TreeNode[];
}

/** Steps of one name under one parent, in a trace too long to list them all. */
export interface GroupNode {
  kind: "group";
  id: string;
  name: string;
  children: SpanNode[];
}

export type TreeNode = SpanNode | MissingNode | GroupNode;

/** The spans as a forest: roots first by their beginning, every span exactly once whatever their parents say. */
export function buildTree(spans: readonly Span[]): TreeNode[] {
  const nodes = spans.map((span): SpanNode => ({ kind: "span", id: span.eventId, span, cut: false, children: [] }));
  const parents = parentsOf(nodes);
  cutCycles(nodes, parents);

  const missing = new Map<string, MissingNode>();
  const roots: TreeNode[] = [];
  for (const node of nodes) {
    const parent = parents.get(node);
    if (parent) parent.children.push(node);
    else if (node.cut || node.span.parentId === null) roots.push(node);
    else missingNode(missing, roots, node.span.parentId).children.push(node);
  }
  for (const list of [roots, ...walk(roots).map(({ children }) => children)]) list.sort(byBeginning);
  return roots;
}

/** Two events may say the same transaction id; the first of them is the parent, but nothing is its own. */
function parentsOf(nodes: readonly SpanNode[]): Map<SpanNode, SpanNode> {
  const named = new Map<string, SpanNode>();
  for (const node of nodes) {
    const { transactionId } = node.span;
    if (transactionId !== null && !named.has(transactionId)) named.set(transactionId, node);
  }
  const parents = new Map<SpanNode, SpanNode>();
  for (const node of nodes) {
    const parent = node.span.parentId === null ? undefined : named.get(node.span.parentId);
    if (parent) parents.set(node, parent);
  }
  return parents;
}

/** Where parents lead round in a circle, the span of it that began first has none. */
function cutCycles(nodes: readonly SpanNode[], parents: Map<SpanNode, SpanNode>) {
  const clear = new Set<SpanNode>();
  for (const start of nodes) {
    const path = new Set<SpanNode>();
    let at: SpanNode | undefined = start;
    while (at && !clear.has(at) && !path.has(at)) {
      path.add(at);
      at = parents.get(at);
    }
    if (at && path.has(at)) {
      const inPath = [...path];
      const circle = inPath.slice(inPath.indexOf(at)).toSorted(byBeginning);
      const first = circle[0] ?? at;
      first.cut = true;
      parents.delete(first);
    }
    for (const node of path) clear.add(node);
  }
}

function missingNode(known: Map<string, MissingNode>, roots: TreeNode[], parentId: string): MissingNode {
  const found = known.get(parentId);
  if (found) return found;
  const made: MissingNode = { kind: "missing", id: `missing ${parentId}`, parentId, children: [] };
  known.set(parentId, made);
  roots.push(made);
  return made;
}

/** RFC 3339 in UTC with equal digits sorts as text. */
const byBeginning = (a: TreeNode, b: TreeNode) => {
  const [left, right] = [beginning(a), beginning(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** When a step began; one that did not arrive, no later than what it caused. */
function beginning(node: TreeNode): string {
  if (node.kind === "span") return node.span.beganAt;
  return node.children.map(beginning).reduce((first, at) => (at < first ? at : first));
}
