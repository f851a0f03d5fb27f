import { browserStore } from "../../browserStore";
import { savedViews } from "../../savedViews";
import type { IconName } from "../../ui/Icon";
import type { Item } from "./item";

const MOST = 5;

/** A choice that was made. Where it led is kept too, for not everything is at hand the next time. */
interface Chosen {
  id: string;
  icon: IconName;
  label: string;
  note?: string;
  address?: string;
}

const isChosen = (value: unknown): value is Chosen => {
  const { id, icon, label, address } = (value ?? {}) as Partial<Chosen>;
  return [id, icon, label].every((text) => typeof text === "string") && (address === undefined || /^\/(?![/\\])/.test(address));
};

const store = browserStore<Chosen[]>("outlay.palette", (stored) => (Array.isArray(stored) ? stored.filter(isChosen) : []));

export function remember({ id, icon, label, note, go }: Item) {
  const chosen: Chosen = { id, icon, label, ...(note && { note }), ...(typeof go === "string" && { address: go }) };
  store.set([chosen, ...store.get().filter((one) => one.id !== id)].slice(0, MOST));
}

/** The latest choices; one whose action is not at hand now is left out. */
export function useRecent(items: readonly Item[]): Item[] {
  const views = savedViews.use();
  return store.use().flatMap(({ id, icon, label, note, address }): Item[] => {
    const known = items.find((item) => item.id === id);
    if (known) return [{ ...known, section: "Recent" }];
    if (address === undefined) return [];
    if (id.startsWith("view ") && !views.some(({ name }) => id === `view ${name}`)) return [];
    return [{ id, section: "Recent", icon, label, ...(note && { note }), go: address }];
  });
}
