import { useSyncExternalStore } from "react";
import type { Rule } from "../../api/types";
import type { Settings } from "./limit";
import { pruned } from "./schema";

/** What a rule would be. */
export interface Draft {
  /** The rule that it is a version of; none for a new one. */
  rule: string | null;
  name: string;
  builtin: string | null;
  component: string | null;
  settings: Settings;
  channels: string[];
}

/** Outlive the page, not the window: a look at the events must not cost what was written. */
let drafts: ReadonlyMap<string, Draft> = new Map();
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const current = () => drafts;

function keep(next: ReadonlyMap<string, Draft>) {
  drafts = next;
  for (const listener of listeners) listener();
}

export function setDraft(id: string, draft: Draft) {
  keep(new Map(drafts).set(id, draft));
}

export function discardDraft(id: string) {
  keep(new Map([...drafts].filter(([other]) => other !== id)));
}

export const useDrafts = (): ReadonlyMap<string, Draft> => useSyncExternalStore(subscribe, current);

export const draftOf = ({ id, name, builtin, component, settings, channels }: Rule): Draft => ({
  rule: id,
  name,
  builtin,
  component,
  settings,
  channels,
});

/** The same value however its fields are ordered. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, inOrder(field)] as const);
  return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(inOrder(left)) === JSON.stringify(inOrder(right));

type Version = Pick<Draft, "builtin" | "component" | "settings">;

/** Whether both say the same of every event. */
export const sameVersion = (left: Version, right: Version): boolean =>
  left.builtin === right.builtin && left.component === right.component && same(pruned(left.settings), pruned(right.settings));

/** Whether it would be another version, and whether it differs at all. */
export function difference(draft: Draft, rule: Rule): "none" | "name" | "version" {
  if (!sameVersion(draft, rule)) return "version";
  return draft.name === rule.name && same(draft.channels.toSorted(), rule.channels.toSorted()) ? "none" : "name";
}

export const nextVersion = (rule: Rule): string => `v${BigInt(rule.revision) + 1n}`;
export const version = ({ revision }: { revision: string }): string => `v${revision}`;
