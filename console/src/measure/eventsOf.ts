import type { Dimension } from "./dimensions";
import type { Filter } from "./where";

/** The search of Transactions; every value is a text. */
export type EventsSearch = Record<string, string>;

/**
 * The events that a rule measures of one group, as Transactions asks for them. None where its filters cannot say it; a filter on
 * what the group says is said by the group.
 */
export function eventsSearch(
  filters: readonly Filter[],
  groups: readonly Dimension[],
  values: readonly (string | null)[],
  from: string,
  to: string,
): EventsSearch | null {
  const search: EventsSearch = { from, to };
  for (const [at, { filter }] of groups.entries()) {
    const value = values[at] ?? null;
    if (filter === null || value === null) return null;
    search[filter] = value;
  }
  for (const { dimension, operator, values: wanted } of filters) {
    if (groups.some(({ name }) => name === dimension.name)) continue;
    const [value, ...others] = wanted;
    const isOne = operator === "IS" || (operator === "IN" && others.length === 0);
    const name = dimension.filter === null ? null : isOne ? dimension.filter : operator === "IS_NOT" ? `not.${dimension.filter}` : null;
    if (name === null || value === undefined || (search[name] !== undefined && search[name] !== value)) return null;
    search[name] = value;
  }
  return search;
}
