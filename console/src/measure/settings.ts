// The settings of built-in rules as they are kept, read without trust: a rule may be of an older version.

export interface MeasuredRule {
  builtin: string | null;
  settings: Record<string, unknown>;
}

export interface SettingsFilter {
  dimension: string;
  operator: string;
  values: string[];
}

export const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

/** One text or a list of them. */
export const oneOrSeveral = (value: unknown): string[] => (typeof value === "string" ? [value] : textsOf(value));

export function filtersOf(settings: Record<string, unknown>): SettingsFilter[] {
  const filters: unknown = settings["filters"];
  if (!Array.isArray(filters)) return [];
  return filters.map((filter: Record<string, unknown>) => ({
    dimension: textOf(filter["dimension"]) ?? "",
    operator: textOf(filter["operator"]) ?? "",
    values: filter["operator"] === "IN" ? textsOf(filter["values"]) : oneOrSeveral(filter["value"]),
  }));
}
