import type { EventPage, MeteredEvent } from "../../api/types";

export interface Merged {
  pages: EventPage[];
  /** Events that were not there before. */
  arrived: string[];
  /** More arrived than one page holds, so what was shown before was dropped. */
  restarted: boolean;
}

/** Puts a fresh newest page in front of the pages that are shown. Fresh rows replace their older versions. */
export function mergeNewest(pages: readonly EventPage[], newest: EventPage): Merged {
  const shown = new Set(pages.flatMap((page) => page.items.map((event) => event.eventId)));
  const arrived = newest.items.filter((event) => !shown.has(event.eventId)).map((event) => event.eventId);
  const touches = newest.next === null || arrived.length < newest.items.length;
  const [first, ...rest] = pages;
  if (!touches || !first) return { pages: [newest], arrived, restarted: pages.length > 0 };

  const fresh = new Set(newest.items.map((event) => event.eventId));
  const older = (items: MeteredEvent[]) => items.filter((event) => !fresh.has(event.eventId));
  const merged: EventPage = { ...first, total: newest.total, items: [...newest.items, ...older(first.items)] };
  return {
    pages: [merged, ...rest.map((page) => ({ ...page, items: older(page.items) }))],
    arrived,
    restarted: false,
  };
}
