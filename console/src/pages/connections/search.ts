export interface ConnectionsSearch {
  /** The connector of a connection that is being made. */
  connect?: string;
  /** The connection whose detail is open. */
  detail?: string;
  /** The panel that is open: which approach to choose, or a connector of one's own. */
  show?: "approach" | "upload";
  /** A key is being made. */
  create?: "key";
}

export function readConnectionsSearch(search: Record<string, unknown>): ConnectionsSearch {
  const result: ConnectionsSearch = {};
  for (const name of ["connect", "detail"] as const) {
    const value = search[name];
    if (typeof value === "string" && value !== "") result[name] = value;
  }
  if (search["show"] === "approach" || search["show"] === "upload") result.show = search["show"];
  if (search["create"] === "key") result.create = "key";
  return result;
}
