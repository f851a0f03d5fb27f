export const TABS = ["findings", "versions", "log", "about"] as const;
export type RuleTab = "backtest" | (typeof TABS)[number];

export const DAYS = ["1", "7"] as const;
export type DaysBack = "30" | (typeof DAYS)[number];

export interface RulesSearch {
  /** The rule that is open, or `new` for one being written. */
  id?: string;
  /** Of the gallery, what a new one begins with. */
  form?: string;
  /** What is shown of it; the back-test unless told. */
  tab?: Exclude<RuleTab, "backtest">;
  /** How many days a back-test looks back; 30 unless told. */
  days?: Exclude<DaysBack, "30">;
  /** Events as they are known now; as they were judged unless told. */
  input?: "known";
}

export function readRulesSearch(search: Record<string, unknown>): RulesSearch {
  const result: RulesSearch = {};
  if (typeof search["id"] === "string" && search["id"]) result.id = search["id"];
  if (typeof search["form"] === "string" && search["form"]) result.form = search["form"];
  const tab = TABS.find((one) => one === search["tab"]);
  if (tab) result.tab = tab;
  const days = DAYS.find((one) => one === search["days"]);
  if (days) result.days = days;
  if (search["input"] === "known") result.input = "known";
  return result;
}
