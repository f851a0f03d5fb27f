import type { Span } from "../../api/traceQueries";
import { add, type Parsed, parseDecimal, plain } from "../../format/decimal";
import type { TreeNode } from "./tree";
import { walk } from "./walk";

/** What some spans are together. */
export interface Sums {
  spans: number;
  /** Exact, by currency; those of different currencies are never added. Empty when no cost is known. */
  costs: ReadonlyMap<string, Parsed>;
  /** Spans without a known cost. */
  unpriced: number;
  /** None when no span says any. */
  tokens: bigint | null;
  errors: number;
  /** Milliseconds since 1970. */
  beganAt: number;
  endedAt: number;
}

/** Of all tokens of a span, as the list of traces counts them; none when none is known. */
export function tokensOf({ inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens }: Span): bigint | null {
  const known = [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens].filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((total, count) => total + (parseDecimal(count)?.units ?? 0n), 0n);
}

/** Milliseconds; none where the sender did not say. */
export const durationOf = ({ durationMs }: Span): number | null => (durationMs === null ? null : Number(durationMs));

/** Whether the provider, or the tool, refused the call. */
export const hasFailed = ({ errorCode }: Span): boolean => errorCode !== null && Number(errorCode) >= 400;

export const beginningOf = ({ beganAt }: Span): number => Date.parse(beganAt);

/** Where its end is not known, a span ends as it begins. */
export const endOf = (span: Span): number => beginningOf(span) + (durationOf(span) ?? 0);

/** The sums of every node with all below it, by the node's id. */
export function sumTree(roots: readonly TreeNode[]): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  // Backwards, what is below a node comes before it.
  for (const node of walk(roots).toReversed()) {
    const parts = node.children.flatMap(({ id }) => sums.get(id) ?? []);
    sums.set(node.id, addSums(node.kind === "span" ? [ownSums(node.span), ...parts] : parts));
  }
  return sums;
}

export function ownSums(span: Span): Sums {
  const cost = span.cost === null ? null : parseDecimal(span.cost);
  return {
    spans: 1,
    costs: new Map(cost ? [[span.currency, cost]] : []),
    unpriced: cost ? 0 : 1,
    tokens: tokensOf(span),
    errors: hasFailed(span) ? 1 : 0,
    beganAt: beginningOf(span),
    endedAt: endOf(span),
  };
}

export function addSums(parts: readonly Sums[]): Sums {
  const costs = new Map<string, Parsed>();
  let tokens: bigint | null = null;
  for (const part of parts) {
    for (const [currency, cost] of part.costs) costs.set(currency, add(costs.get(currency) ?? { units: 0n, scale: 0 }, cost));
    if (part.tokens !== null) tokens = (tokens ?? 0n) + part.tokens;
  }
  const total = (count: (part: Sums) => number) => parts.reduce((sum, part) => sum + count(part), 0);
  return {
    spans: total(({ spans }) => spans),
    costs,
    unpriced: total(({ unpriced }) => unpriced),
    tokens,
    errors: total(({ errors }) => errors),
    beganAt: Math.min(...parts.map(({ beganAt }) => beganAt)),
    endedAt: Math.max(...parts.map(({ endedAt }) => endedAt)),
  };
}

/** The currency of most costs. */
export function mainCurrency(spans: readonly Span[]): string {
  const counts = new Map<string, number>();
  for (const { cost, currency } of spans) if (cost !== null) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? spans[0]?.currency ?? "USD";
}

/** The costs as texts, the currency of the trace first. */
export function costTexts(costs: ReadonlyMap<string, Parsed>, first: string): { currency: string; amount: string }[] {
  return [...costs]
    .toSorted(([left], [right]) => Number(right === first) - Number(left === first) || left.localeCompare(right))
    .map(([currency, cost]) => ({ currency, amount: plain(cost) }));
}
