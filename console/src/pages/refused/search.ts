/** The whole state of the page; a link shows a colleague the same thing. */
export interface RefusedSearch {
  /** Only what this key posted, by its id. */
  key?: string;
  /** The record whose detail is open. */
  record?: string;
}

export function readRefusedSearch(search: Record<string, unknown>): RefusedSearch {
  const result: RefusedSearch = {};
  for (const name of ["key", "record"] as const) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
  }
  return result;
}
