import type { Dimension } from "./dimensions";
import { valueSql } from "./dimensions";
import { literal } from "../format/sqlText";

/** A filter of a rule, with the columns that it is about. */
export interface Filter {
  dimension: Dimension;
  operator: string;
  values: readonly string[];
}

/** A filter as a condition; none where its operator is not known. */
export function filterSql({ dimension, operator, values }: Filter): string | null {
  const first = literal(values[0] ?? "");
  // What is not known is not that value either.
  if (operator === "IS_NOT") return dimension.columns.map((column) => `${column} IS DISTINCT FROM ${first}`).join(" AND ");
  const fits = conditionOf(operator, values);
  if (!fits || values.length === 0) return null;
  const each = dimension.columns.map(fits);
  return each.length === 1 ? (each[0] ?? null) : `(${each.join(" OR ")})`;
}

function conditionOf(operator: string, values: readonly string[]): ((column: string) => string) | null {
  const first = literal(values[0] ?? "");
  switch (operator) {
    case "IS":
      return (column) => `${column} = ${first}`;
    case "IN":
      return (column) => `${column} IN (${values.map(literal).join(", ")})`;
    case "CONTAINS":
      return (column) => `contains(${column}, ${first})`;
    case "STARTS_WITH":
      return (column) => `starts_with(${column}, ${first})`;
    case "ENDS_WITH":
      return (column) => `ends_with(${column}, ${first})`;
    default:
      return null;
  }
}

/** One group of a rule: a value of each of its dimensions; null is none. */
export const groupSql = (groups: readonly Dimension[], values: readonly (string | null)[]): string[] =>
  groups.map((dimension, at) => {
    const value = values[at] ?? null;
    return value === null ? `${valueSql(dimension)} IS NULL` : `${valueSql(dimension)} = ${literal(value)}`;
  });

/** Conditions under one another, as a query has them. */
export const whereSql = (conditions: readonly string[], indent = ""): string =>
  conditions.length === 0 ? "" : `WHERE  ${conditions.join(`\n${indent}AND    `)}`;
