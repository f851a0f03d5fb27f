export interface ConnectionsSearch {
  /** The connector of a connection that is being made. */
  connect?: string;
  /** A key is being made. */
  create?: "key";
}

export function readConnectionsSearch(search: Record<string, unknown>): ConnectionsSearch {
  return {
    ...(typeof search["connect"] === "string" && search["connect"] && { connect: search["connect"] }),
    ...(search["create"] === "key" && { create: "key" as const }),
  };
}
