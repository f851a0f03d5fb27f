import { browserStore } from "../../browserStore";

// What this browser keeps of a person's queries. Anybody may have written into the storage, so everything is looked at.

/** A query under a name. */
export interface SavedQuery {
  name: string;
  sql: string;
}

/** A query that ran to its end. */
export interface PastQuery {
  sql: string;
  at: string;
  rows: number;
  /** There were more. */
  truncated: boolean;
  milliseconds: number;
}

const MOST_PAST = 50;
/** Longer ones would fill the storage; they are run, not kept. */
const LONGEST = 20_000;

export const savedQueries = browserStore<SavedQuery[]>("outlay.queries", (stored) => listOf(stored, isSaved));
export const pastQueries = browserStore<PastQuery[]>("outlay.query-history", (stored) => listOf(stored, isPast).slice(0, MOST_PAST));

/** One of the same name is replaced, where it stands. */
export function saveQuery(query: SavedQuery) {
  const known = savedQueries.get();
  const at = known.findIndex(({ name }) => name === query.name);
  savedQueries.set(at < 0 ? [...known, query] : known.with(at, query));
}

export function forgetQuery(name: string) {
  savedQueries.set(savedQueries.get().filter((query) => query.name !== name));
}

export function rememberQuery(query: PastQuery) {
  if (query.sql.length <= LONGEST) pastQueries.set(withPast(pastQueries.get(), query));
}

/** The newest first; what is run again moves to the top. */
export function withPast(past: readonly PastQuery[], query: PastQuery): PastQuery[] {
  return [query, ...past.filter(({ sql }) => sql.trim() !== query.sql.trim())].slice(0, MOST_PAST);
}

function listOf<T>(stored: unknown, isOne: (value: unknown) => value is T): T[] {
  return Array.isArray(stored) ? stored.filter(isOne) : [];
}

function isSaved(value: unknown): value is SavedQuery {
  const { name, sql } = (value ?? {}) as Partial<SavedQuery>;
  return typeof name === "string" && name !== "" && typeof sql === "string";
}

function isPast(value: unknown): value is PastQuery {
  const { sql, at, rows, milliseconds } = (value ?? {}) as Partial<PastQuery>;
  const isTime = typeof at === "string" && !Number.isNaN(Date.parse(at));
  return typeof sql === "string" && isTime && Number.isInteger(rows) && Number.isFinite(milliseconds);
}
