import type { JsonSchema } from "../../api/types";

/** A control for one setting of a rule. Whatever has no control of its own is written as JSON. */
export type Control =
  | { kind: "text" }
  | { kind: "number"; whole: boolean }
  | { kind: "choice"; options: string[] }
  | { kind: "switch" }
  | { kind: "map" }
  | { kind: "list" }
  | { kind: "rows"; items: JsonSchema }
  | { kind: "json" };

const isText = (schema: unknown) => typeof schema === "object" && schema !== null && typeOf(schema) === "string";

function typeOf({ type }: JsonSchema): string | undefined {
  return Array.isArray(type) ? type.find((one) => one !== "null") : type;
}

export function controlOf(schema: JsonSchema): Control {
  if (schema.enum) return { kind: "choice", options: schema.enum.map(String) };
  switch (typeOf(schema)) {
    case "string":
      return { kind: "text" };
    case "integer":
      return { kind: "number", whole: true };
    case "number":
      return { kind: "number", whole: false };
    case "boolean":
      return { kind: "switch" };
    case "object":
      return isText(schema.additionalProperties) ? { kind: "map" } : { kind: "json" };
    case "array":
      if (isText(schema.items)) return { kind: "list" };
      return schema.items && hasRows(schema.items) ? { kind: "rows", items: schema.items } : { kind: "json" };
    default:
      return { kind: "json" };
  }
}

/** Objects of which every field has a small control of its own. */
function hasRows(items: JsonSchema): boolean {
  const fields = Object.values(items.properties ?? {}).map((field) => controlOf(field).kind);
  return typeOf(items) === "object" && fields.length > 0 && !fields.some((kind) => ["json", "map", "rows"].includes(kind));
}

/** An object in a list of settings. */
export type SettingRow = Record<string, unknown>;

/** The fields of a row that count: without those that only the other branch of the schema's `if` requires. */
export function rowFields(items: JsonSchema, row: SettingRow): string[] {
  const names = Object.keys(items.properties ?? {});
  if (!items.if) return names;
  const fits = Object.entries(items.if.properties ?? {}).every(
    ([name, { const: only, enum: some }]) =>
      (only === undefined || row[name] === only) && (some === undefined || some.some((one) => one === row[name])),
  );
  const [branch, other] = fits ? [items.then, items.else] : [items.else, items.then];
  const counts = [...(items.required ?? []), ...(branch?.required ?? [])];
  return names.filter((name) => counts.includes(name) || !other?.required?.includes(name));
}

/** What the form starts with: the defaults of the schema. */
export function defaults(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([, property]) => property.default !== undefined)
      .map(([name, property]) => [name, property.default]),
  );
}

const isRow = (value: unknown): value is SettingRow => typeof value === "object" && value !== null && !Array.isArray(value);

/** Lists without empty texts and without rows that nothing was typed into. */
function prunedValue(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const kept = value.map((one: unknown) => (isRow(one) ? pruned(one) : one));
  return kept.filter((one) => one !== "" && !(isRow(one) && Object.keys(one).length === 0));
}

/** Settings without what was left empty. */
export function pruned(settings: Record<string, unknown>): Record<string, unknown> {
  const known = Object.entries(settings).map(([name, value]) => [name, prunedValue(value)] as const);
  return Object.fromEntries(
    known.filter(
      ([, value]) =>
        value !== undefined && value !== "" && !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
    ),
  );
}

export function missingSettings(schema: JsonSchema, settings: Record<string, unknown>): Set<string> {
  const known = pruned(settings);
  return new Set((schema.required ?? []).filter((name) => known[name] === undefined));
}

/** The label of a setting: its title, else its name in words. */
export function settingLabel(name: string, { title }: JsonSchema): string {
  if (title) return title;
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
