export interface RulesSearch {
  /** The rule that is open, or `new` for one being written. */
  id?: string;
}

export function readRulesSearch(search: Record<string, unknown>): RulesSearch {
  return typeof search["id"] === "string" && search["id"] ? { id: search["id"] } : {};
}
