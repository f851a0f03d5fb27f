import { savedViews } from "../../savedViews";
import { PAGES } from "../pages";
import type { Item } from "./item";

export function useViewItems(): Item[] {
  return savedViews.use().map(({ name, address }) => ({
    id: `view ${name}`,
    section: "Saved views",
    icon: "bookmark",
    label: name,
    note: PAGES.find(({ to }) => address.split(/[?#]/)[0] === to)?.label,
    go: address,
  }));
}
