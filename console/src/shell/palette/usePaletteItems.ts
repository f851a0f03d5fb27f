import { useSettled } from "../../ui/useSettled";
import type { Item } from "./item";
import { matching } from "./match";
import { pageItems } from "./pageItems";
import { useRecent } from "./recent";
import { useActionItems } from "./useActionItems";
import { useIdItems } from "./useIdItems";
import { useValueItems } from "./useValueItems";
import { useViewItems } from "./useViewItems";

const SETTLE_MILLISECONDS = 120;

/** What answers to what was typed: what is at hand at once, what the server knows as it comes. */
export function usePaletteItems(text: string, onHelp: () => void): { items: Item[]; isLooking: boolean } {
  const typed = text.trim();
  const asked = useSettled(typed, SETTLE_MILLISECONDS);
  const views = useViewItems();
  const actions = useActionItems(onHelp);
  const local = [...views, ...pageItems, ...actions];
  const values = useValueItems(asked);
  const found = useIdItems(asked);
  const recent = useRecent(local);
  if (typed === "") {
    const shown = new Set(recent.map(({ id }) => id));
    const rest = local.filter(({ id, onlyFound }) => !onlyFound && !shown.has(id));
    return { items: [...recent, ...rest], isLooking: false };
  }
  const byId = asked === typed ? found.items : [];
  return { items: [...byId, ...matching([...local, ...values], typed)], isLooking: found.isLooking };
}
