import type { MeteredEvent } from "../../api/types";
import { formatMoney } from "../../format/money";
import { parseDecimal } from "../../format/decimal";
import { shortenId } from "../../format/number";

/** What Transactions can be narrowed by, in the order of the bar. */
export const FILTERS = [
  { name: "provider", label: "Provider", aliases: [] },
  { name: "model", label: "Model", aliases: [] },
  { name: "organization", label: "Organization", aliases: ["org", "customer"] },
  { name: "product", label: "Product", aliases: [] },
  { name: "agent", label: "Agent", aliases: [] },
  { name: "environment", label: "Environment", aliases: ["env"] },
  { name: "kind", label: "Kind", aliases: [] },
  { name: "traceId", label: "Trace", aliases: ["trace", "trace_id"] },
  { name: "keyId", label: "Key", aliases: ["key", "key_id"] },
  { name: "minCost", label: "Cost", aliases: ["cost", "mincost", "min_cost"] },
  { name: "unpriced", label: "Unpriced", aliases: [] },
  { name: "q", label: "Text", aliases: ["text", "id"] },
] as const;

export type FilterName = (typeof FILTERS)[number]["name"];
export type Filters = Partial<Record<FilterName, string>>;

/** Filters whose values are texts of events, so that rows in view can suggest them. */
export const VALUE_FILTERS = ["provider", "model", "organization", "product", "agent", "environment", "kind"] as const;
export type ValueFilter = (typeof VALUE_FILTERS)[number];

export function filterLabel(name: FilterName): string {
  return FILTERS.find((filter) => filter.name === name)?.label ?? name;
}

/** A token's three parts: dimension, operator, value. */
export function describeFilter(name: FilterName, value: string): { label: string; operator: string; value: string } {
  if (name === "unpriced") return { label: "Cost", operator: "is", value: "unpriced" };
  if (name === "minCost") return { label: "Cost", operator: "≥", value: formatMoney(value, "USD", "price") };
  if (name === "q") return { label: "Text or id", operator: "has", value: shortenId(value, 28) };
  return { label: filterLabel(name), operator: "is", value: shortenId(value, 28) };
}

const ENTRY = /^\s*([A-Za-z_]+)\s*(?::|=|>=|≥|\bis\b)\s*(.+?)\s*$/;

/** What was typed, as a filter: `provider:openai`, `cost >= 0.05`, `unpriced`, else a text or an id. */
export function readEntry(text: string): { name: FilterName; value: string } | null {
  const trimmed = text.trim();
  if (!trimmed) return null;
  if (trimmed.toLowerCase() === "unpriced") return { name: "unpriced", value: "true" };
  const [, word = "", value = ""] = ENTRY.exec(trimmed) ?? [];
  const name = filterNamed(word);
  if (!name || !value) return { name: "q", value: trimmed };
  if (name === "unpriced") return { name, value: "true" };
  if (name === "minCost") {
    const amount = value.replace(/^\$/, "");
    return parseDecimal(amount) ? { name, value: amount } : { name: "q", value: trimmed };
  }
  return { name, value };
}

export function filterNamed(word: string): FilterName | null {
  const lower = word.toLowerCase();
  const found = FILTERS.find(
    ({ name, aliases }) => name.toLowerCase() === lower || (aliases as readonly string[]).includes(lower),
  );
  return found?.name ?? null;
}

export interface Suggestion {
  name: FilterName;
  /** None: the person goes on typing a value. */
  value: string | null;
  count: number;
}

/** Dimensions that begin with what was typed, and values of rows in view that contain it, most frequent first. */
export function suggest(text: string, rows: readonly MeteredEvent[], most = 8): Suggestion[] {
  const [word = "", typed] = text.split(/[:=]/, 2);
  const named = typed === undefined ? null : filterNamed(word.trim());
  const needle = (named ? (typed ?? "") : text).trim().toLowerCase();
  const counts = new Map<string, Suggestion>();
  for (const name of VALUE_FILTERS) {
    if (named && named !== name) continue;
    if (!named && !needle) continue;
    for (const row of rows) {
      const value = row[name];
      if (!value || !value.toLowerCase().includes(needle)) continue;
      const known = counts.get(`${name} ${value}`);
      if (known) known.count += 1;
      else counts.set(`${name} ${value}`, { name, value, count: 1 });
    }
  }
  const values = [...counts.values()].toSorted((a, b) => b.count - a.count);
  const dimensions: Suggestion[] = named
    ? []
    : FILTERS.filter(({ name, label }) => name !== "q" && label.toLowerCase().startsWith(needle)).map(({ name }) => ({
        name,
        value: name === "unpriced" ? "true" : null,
        count: 0,
      }));
  return [...dimensions.slice(0, needle ? 3 : most), ...values].slice(0, most);
}
