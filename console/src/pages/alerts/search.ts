export type AlertsTab = "inbox" | "rules" | "channels";

export interface AlertsSearch {
  tab?: AlertsTab;
  /** `all` also shows what is closed. */
  show?: "all";
  /** The alert or rule that is open, or `new` for a rule being written. */
  id?: string;
}

export function readAlertsSearch(search: Record<string, unknown>): AlertsSearch {
  const result: AlertsSearch = {};
  if (search["tab"] === "rules" || search["tab"] === "channels") result.tab = search["tab"];
  if (search["show"] === "all") result.show = "all";
  if (typeof search["id"] === "string" && search["id"]) result.id = search["id"];
  return result;
}
