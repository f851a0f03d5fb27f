import type { List } from "../../api/types";

export interface Merged<P> {
  pages: P[];
  /** Ids of rows that were not there before. */
  arrived: string[];
  /** More arrived than one page holds, so what was shown before was dropped. */
  restarted: boolean;
}

/** Puts a fresh newest page in front of the pages that are shown. Fresh rows replace their older versions. */
export function mergeNewest<T, P extends List<T>>(pages: readonly P[], newest: P, idOf: (row: T) => string): Merged<P> {
  const shown = new Set(pages.flatMap((page) => page.items.map(idOf)));
  const arrived = newest.items.map(idOf).filter((id) => !shown.has(id));
  const touches = newest.next === null || arrived.length < newest.items.length;
  const [first, ...rest] = pages;
  if (!touches || !first) return { pages: [newest], arrived, restarted: pages.length > 0 };

  const fresh = new Set(newest.items.map(idOf));
  const older = (items: T[]) => items.filter((row) => !fresh.has(idOf(row)));
  // What belongs to the list as a whole, such as its total, is the newest; where older rows begin stays.
  const merged: P = { ...newest, next: first.next, items: [...newest.items, ...older(first.items)] };
  return {
    pages: [merged, ...rest.map((page) => ({ ...page, items: older(page.items) }))],
    arrived,
    restarted: false,
  };
}
