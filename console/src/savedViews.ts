import { browserStore } from "./browserStore";

/** An address of this console under a name. */
export interface SavedView {
  name: string;
  /** Path and search, which are the whole state of a page. */
  address: string;
}

const isView = (value: unknown): value is SavedView => {
  const { name, address } = (value ?? {}) as Partial<SavedView>;
  return typeof name === "string" && typeof address === "string" && /^\/(?![/\\])/.test(address);
};

export const savedViews = browserStore<SavedView[]>("outlay.views", (stored) =>
  Array.isArray(stored) ? stored.filter(isView) : [],
);

/** A view of the same name is replaced. */
export function saveView(view: SavedView) {
  savedViews.set([...savedViews.get().filter(({ name }) => name !== view.name), view]);
}

export function forgetView(name: string) {
  savedViews.set(savedViews.get().filter((view) => view.name !== name));
}
