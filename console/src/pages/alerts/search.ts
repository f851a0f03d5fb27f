import type { AlertShow } from "../../api/queries";

export type AlertsTab = "inbox" | "channels";

export interface AlertsSearch {
  tab?: AlertsTab;
  /** Which alerts; `open` unless told. */
  show?: Exclude<AlertShow, "open">;
  /** The alert that is open. */
  id?: string;
}

const SHOWS = ["acknowledged", "snoozed", "muted", "all"] as const;

export function readAlertsSearch(search: Record<string, unknown>): AlertsSearch {
  const result: AlertsSearch = {};
  if (search["tab"] === "channels") result.tab = search["tab"];
  const show = SHOWS.find((one) => one === search["show"]);
  if (show) result.show = show;
  if (typeof search["id"] === "string" && search["id"]) result.id = search["id"];
  return result;
}
