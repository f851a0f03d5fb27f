export const TABS = ["todo", "own", "book", "past", "what-if"] as const;
export type PricesTab = (typeof TABS)[number];

export interface PricesSearch {
  tab?: PricesTab;
  /** The own price that is open, or `new` for one being written. */
  price?: string;
  /** What a new price, or the past priced anew, is about. */
  provider?: string;
  model?: string;
  tool?: string;
  /** A listed model whose price begins the new one, `google/imagen-4.0-generate-001`. */
  like?: string;
  /** Meters that the new price is for, with commas between them. */
  meters?: string;
  /** The first day of the past that is priced anew. */
  from?: string;
  /** Words to look for in the book. */
  q?: string;
}

const TEXTS = ["price", "provider", "model", "tool", "like", "meters", "from", "q"] as const;

export function readPricesSearch(search: Record<string, unknown>): PricesSearch {
  const result: PricesSearch = {};
  const tab = TABS.find((known) => known === search["tab"]);
  if (tab) result.tab = tab;
  for (const name of TEXTS) {
    const text = search[name];
    if (typeof text === "string" && text) result[name] = text;
  }
  return result;
}
