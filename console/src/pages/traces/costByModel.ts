import type { Span } from "../../api/traceQueries";
import { compare, parseDecimal, sumKnown } from "../../format/decimal";

export interface ModelCost {
  label: string;
  /** None when no span of it has a price. */
  amount: string | null;
  calls: number;
}

const MOST = 5;

/** What a trace's cost is made of: its dearest models and tools, and all others together. */
export function costByModel(spans: readonly Span[], currency: string): { shown: ModelCost[]; rest: ModelCost | null } {
  const named = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.currency !== currency) continue;
    const label = span.model ?? span.name;
    const alike = named.get(label);
    if (alike) alike.push(span);
    else named.set(label, [span]);
  }
  const costs = [...named].map(([label, alike]): ModelCost => costOf(label, alike)).toSorted(dearest);
  const others = costs.slice(MOST);
  const rest = others.length === 0 ? null : { label: `${others.length} other`, amount: sumKnown(others.map(({ amount }) => amount)), calls: others.reduce((sum, { calls }) => sum + calls, 0) };
  return { shown: costs.slice(0, MOST), rest };
}

const costOf = (label: string, spans: readonly Span[]): ModelCost => ({
  label,
  amount: sumKnown(spans.map(({ cost }) => cost)),
  calls: spans.length,
});

/** What has no price comes last: it is neither small nor large. */
function dearest(a: ModelCost, b: ModelCost): number {
  const [left, right] = [a, b].map(({ amount }) => (amount === null ? null : parseDecimal(amount)));
  if (!left || !right) return Number(!left) - Number(!right);
  return compare(right, left);
}
