import type { Component, JsonSchema } from "../../api/types";

/** A control for one setting of a rule. Whatever has no control of its own is written as JSON. */
export type Control =
  | { kind: "text" }
  | { kind: "number"; whole: boolean }
  | { kind: "choice"; options: string[] }
  | { kind: "switch" }
  | { kind: "map" }
  | { kind: "list" }
  | { kind: "json" };

export function schemaOf(component: Component): JsonSchema {
  const { settingsSchema } = component.manifest;
  if (typeof settingsSchema !== "string") return settingsSchema;
  try {
    return JSON.parse(settingsSchema) as JsonSchema;
  } catch {
    return {};
  }
}

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
      return isText(schema.items) ? { kind: "list" } : { kind: "json" };
    default:
      return { kind: "json" };
  }
}

/** What the form starts with: the defaults of the schema. */
export function defaults(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([, property]) => property.default !== undefined)
      .map(([name, property]) => [name, property.default]),
  );
}

/** Settings without what was left empty. */
export function pruned(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).filter(
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
