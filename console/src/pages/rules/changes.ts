import type { JsonSchema } from "../../api/types";
import { limitSetting, limitText, limitUnit, type Settings, writeLimit } from "./limit";
import { settingLabel } from "./schema";
import { callFilters, metricFilters } from "./sentence";
import { wordIn } from "./words";

/** One setting that differs from one version to the next; none where it was not set. */
export interface Change {
  label: string;
  before: string | null;
  after: string | null;
}

/** A setting's value in words. */
export function valueText(builtin: string | null, settings: Settings, name: string): string | null {
  const value = settings[name];
  if (value === undefined || value === null || value === "") return null;
  if (name === limitSetting(builtin) && builtin) return writeLimit(limitText(builtin, settings), limitUnit(builtin, settings));
  if (builtin === "metric" && name === "filters") return metricFilters(value).join(" and ") || null;
  if (builtin === "threshold" && name === "filters") return callFilters(value).join(" and ") || null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map((one) => plain(name, one)).join(", ") || null;
  if (typeof value === "object") {
    return Object.entries(value).map(([key, one]) => `${key} is ${plain(name, one)}`).join(", ") || null;
  }
  return builtin ? wordIn(name, String(value)) : String(value);
}

const plain = (name: string, value: unknown): string => (typeof value === "string" ? wordIn(name, value) : JSON.stringify(value));

/** What a version changed, in words. */
export function changesOf(builtin: string | null, schema: JsonSchema, before: Settings, after: Settings): Change[] {
  const names = [...new Set([...Object.keys(schema.properties ?? {}), ...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [left, right] = [valueText(builtin, before, name), valueText(builtin, after, name)];
    return left === right ? [] : [{ label: settingLabel(name, schema.properties?.[name] ?? {}), before: left, after: right }];
  });
}
