import { parseDecimal } from "../../format/decimal";
import { dimensionOf, type FilterName, filterLabel, filterNamed, isDimension, type PlainName } from "./filters";

/** What was typed so far: a dimension, how it is meant, and the beginning of a value. */
interface Typed {
  name: PlainName;
  excludes: boolean;
  value: string;
}

const ENTRY = /^\s*(-|not\s+)?([A-Za-z_][A-Za-z_ -]*?)\s*(!=|≠|>=|≥|:|=|\bis\s+not\b|\bis\b)\s*(.*?)\s*$/i;

/** None unless it begins with a dimension and an operator. */
export function readTyped(text: string): Typed | null {
  const [, minus, word = "", operator = "", value = ""] = ENTRY.exec(text) ?? [];
  const name = filterNamed(word);
  if (!name) return null;
  return { name, excludes: minus !== undefined || /^(!=|≠|is\s+not)$/i.test(operator), value };
}

/** What was typed, as a filter: `provider:openai`, `agent is not x`, `cost >= 0.05`, `unpriced`, else a text or an id. */
export function readEntry(text: string): { name: FilterName; value: string } | null {
  const trimmed = text.trim();
  if (!trimmed) return null;
  if (trimmed.toLowerCase() === "unpriced") return { name: "unpriced", value: "true" };
  const asText = { name: "q", value: trimmed } as const;
  const typed = readTyped(trimmed);
  if (!typed || !typed.value) return asText;
  const { name, excludes, value } = typed;
  if (name === "unpriced") return { name, value: "true" };
  if (name === "minCost") {
    if (value.toLowerCase() === "unpriced") return { name: "unpriced", value: "true" };
    const amount = value.replace(/^\$/, "");
    return parseDecimal(amount) ? { name, value: amount } : asText;
  }
  return { name: excludes && isDimension(name) ? `not.${name}` : name, value };
}

/** A filter as one would type it. */
export function entryText(name: FilterName, value: string): string {
  if (name === "q") return value;
  if (name === "unpriced") return "unpriced";
  if (name === "minCost") return `Cost ≥ ${value}`;
  return `${filterLabel(name)} ${dimensionOf(name)?.excludes ? "is not" : "is"} ${value}`;
}
