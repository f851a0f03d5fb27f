import type { IconName } from "../ui/Icon";

export interface Page {
  to: string;
  label: string;
  icon: IconName;
  /** The letter that leads here after `g`. */
  letter: string;
  /** Further words by which it is looked for. */
  words: string;
}

/** Every page of the menu, in its groups. */
export const PAGE_GROUPS: { title: string; pages: Page[] }[] = [
  {
    title: "Spend",
    pages: [
      { to: "/", label: "Overview", icon: "overview", letter: "o", words: "home spend forecast budget month" },
      { to: "/transactions", label: "Transactions", icon: "transactions", letter: "t", words: "events calls log refused" },
      { to: "/traces", label: "Traces", icon: "traces", letter: "e", words: "runs spans waterfall" },
    ],
  },
  {
    title: "Sources",
    pages: [
      { to: "/connections", label: "Connections", icon: "connections", letter: "c", words: "providers keys sdk quick start" },
      { to: "/prices", label: "Prices", icon: "prices", letter: "p", words: "price book unpriced overrides re-price what if" },
      { to: "/reconciliation", label: "Reconciliation", icon: "reconciliation", letter: "b", words: "bill invoice drift" },
    ],
  },
  {
    title: "Control",
    pages: [
      { to: "/rules", label: "Rules", icon: "rules", letter: "r", words: "back-test limit wasm component" },
      { to: "/alerts", label: "Alerts", icon: "alerts", letter: "a", words: "inbox channels findings mute snooze" },
    ],
  },
  {
    title: "Server",
    pages: [
      { to: "/sql", label: "SQL", icon: "sql", letter: "s", words: "query editor warehouse" },
      { to: "/settings", label: "Settings", icon: "settings", letter: ",", words: "people retention prompts time zone about" },
    ],
  },
];

export const PAGES: Page[] = PAGE_GROUPS.flatMap(({ pages }) => pages);
