import { type TypedColumn, isMoneyColumn, unitOf } from "./unit";

export interface Lesson {
  /** What the column is, up to the first stop. */
  lead: string;
  /** The rest of its description. */
  rest: string;
  /** What it counts in, and what a NULL in it means. */
  facts: string[];
}

const IS_COUNTED = /^(BIGINT|DECIMAL|DOUBLE|HUGEINT)/i;

/** What a completion teaches about a column, besides its name. */
export function teach(column: TypedColumn & { description: string }, currency: string | null): Lesson {
  const text = column.description.replaceAll("`", "").trim();
  const [, lead = text, rest = ""] = /^(.*?)([,;:].*)$/s.exec(text) ?? [];
  const unit = unitOf(column, currency);
  const facts = unit === null ? [] : [`Unit: ${unit}`];
  if (isMoneyColumn(column)) facts.push("Sums leave NULL out: count it beside them");
  else if (IS_COUNTED.test(column.type) && !/NULL/.test(text)) facts.push("NULL is not known, never zero");
  return { lead, rest, facts };
}
