import { PAGES } from "../pages";
import type { Item } from "./item";

const pages: Item[] = PAGES.map(({ to, label, icon, letter, words }) => ({
  id: `page ${to}`,
  section: "Pages",
  icon,
  label,
  words,
  keys: `g ${letter}`,
  go: to,
}));

/** Parts of pages that have an address of their own. */
const PARTS: [address: string, label: string, page: string, words: string][] = [
  ["/transactions/refused", "Refused events", "Transactions", "rejected errors 422"],
  ["/connections#keys", "SDK keys", "Connections", "api keys regenerate revoke"],
  ["/alerts?tab=channels", "Channels", "Alerts", "slack webhook e-mail deliveries"],
  ["/prices?tab=todo", "Models without a price", "Prices", "unpriced work list missing"],
  ["/prices?tab=book", "Price book", "Prices", "list prices"],
  ["/prices?tab=own", "Own prices", "Prices", "overrides discounts rates"],
  ["/prices?tab=past", "Re-pricing", "Prices", "past history preview undo"],
  ["/prices?tab=what-if", "What if", "Prices", "another model compare"],
  ["/reconciliation?show=projects", "Projects", "Reconciliation", "credentials mapping"],
];

const parts: Item[] = PARTS.map(([go, label, page, words]) => ({
  id: `page ${go}`,
  section: "Pages",
  icon: PAGES.find((one) => one.label === page)?.icon ?? "search",
  label,
  note: page,
  words,
  go,
  onlyFound: true,
}));

export const pageItems: Item[] = [...pages, ...parts];
