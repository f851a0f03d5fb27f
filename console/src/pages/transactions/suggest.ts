import type { MeteredEvent } from "../../api/types";
import { readTyped } from "./entry";
import { DIMENSIONS, type DimensionName, type FilterName, FILTERS, isDimension } from "./filters";

export interface Suggestion {
  name: FilterName;
  /** None: the person goes on typing a value. */
  value: string | null;
  /** How many events have it, and where they were counted. */
  events: string | null;
  inView: boolean;
}

/** Dimensions whose values stand in every row of the list, so that rows in view can suggest them. */
const IN_ROWS = ["provider", "model", "organization", "product", "agent", "taskType", "environment", "kind"] as const;

/** The dimension whose values are asked of the server for what was typed. */
export function askedDimension(text: string): { dimension: DimensionName; excludes: boolean; typed: string } | null {
  const typed = readTyped(text);
  return typed && isDimension(typed.name) ? { dimension: typed.name, excludes: typed.excludes, typed: typed.value } : null;
}

/** Dimensions that begin with what was typed, then values of rows in view that contain it, most frequent first. */
export function suggest(text: string, rows: readonly MeteredEvent[], most = 8): Suggestion[] {
  const needle = text.trim().toLowerCase();
  const dimensions = FILTERS.filter(({ name, label }) => name !== "q" && label.toLowerCase().startsWith(needle)).map(
    ({ name }): Suggestion => ({ name, value: name === "unpriced" ? "true" : null, events: null, inView: false }),
  );
  if (!needle) return dimensions.slice(0, DIMENSIONS.length + 2);
  return [...dimensions.slice(0, 3), ...valuesInView(needle, rows)].slice(0, most);
}

function valuesInView(needle: string, rows: readonly MeteredEvent[]): Suggestion[] {
  const counts = new Map<string, { name: DimensionName; value: string; count: number }>();
  for (const name of IN_ROWS) {
    for (const row of rows) {
      const value = row[name];
      if (!value || !value.toLowerCase().includes(needle)) continue;
      const known = counts.get(`${name} ${value}`);
      if (known) known.count += 1;
      else counts.set(`${name} ${value}`, { name, value, count: 1 });
    }
  }
  return [...counts.values()]
    .toSorted((a, b) => b.count - a.count)
    .map(({ name, value, count }) => ({ name, value, events: String(count), inView: true }));
}

/** Values of one dimension, as the server counts them. */
export function suggestValues(
  dimension: DimensionName,
  excludes: boolean,
  values: readonly { value: string; events: string }[],
): Suggestion[] {
  const name: FilterName = excludes ? `not.${dimension}` : dimension;
  return values.map(({ value, events }) => ({ name, value, events, inView: false }));
}
