import type { Connection, Connector } from "../../api/types";

/** What stands in the connect form. */
export interface Draft {
  name: string;
  settings: Record<string, string>;
  credentials: Record<string, string>;
  schedule: string;
  allowPrivate: boolean;
  /** By an origin of the connector: where its requests go instead. */
  endpoints: Record<string, string>;
  /** The origins that it may ask. */
  granted: string[];
}

// A drawer that was closed by accident keeps its text until the page is loaded anew. Only in memory: there are secrets in it.
const kept = new Map<string, Draft>();

export const keepDraft = (id: string, draft: Draft) => void kept.set(id, draft);
export const dropDraft = (id: string) => void kept.delete(id);

export function startDraft(id: string, connector: Connector, connection: Connection | null): Draft {
  const found = kept.get(id);
  if (found) return found;
  return {
    name: connection?.name ?? connector.title,
    settings: Object.fromEntries(
      connector.settings.map((field) => [field.id, connection?.settings[field.id] ?? field.default ?? ""]),
    ),
    credentials: Object.fromEntries(connector.credentials.map((field) => [field.id, ""])),
    schedule: connection?.schedule ?? connector.schedule,
    allowPrivate: connection?.allowPrivate ?? false,
    endpoints: connection?.endpoints ?? {},
    granted: connector.origins.filter((origin) => !connection || connection.grantedOrigins.includes(origin)),
  };
}

/** Empty texts are not sent: for a credential that means "keep what is stored". */
export function filled(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}

/** The first required field that is empty, for the form to say so before the server does. */
export function missingFields(draft: Draft, connector: Connector, connection: Connection | null): Set<string> {
  const missing = new Set<string>();
  if (!draft.name.trim()) missing.add("name");
  for (const field of connector.settings) {
    if (field.required && !draft.settings[field.id]?.trim()) missing.add(field.id);
  }
  for (const field of connector.credentials) {
    const stored = connection?.credentials[field.id] !== undefined;
    if (field.required && !stored && !draft.credentials[field.id]) missing.add(field.id);
  }
  return missing;
}
