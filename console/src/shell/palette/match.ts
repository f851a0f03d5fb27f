import type { Item, Section } from "./item";

/** How well an item answers to what was typed: less is better; none when it does not. */
export function distance(item: Pick<Item, "label" | "words" | "note">, typed: string): number | null {
  const label = item.label.toLowerCase();
  const all = `${label} ${item.note ?? ""} ${item.words ?? ""}`.toLowerCase();
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  let sum = 0;
  for (const part of parts) {
    if (label.startsWith(part)) sum += 0;
    else if (startsAWord(label, part)) sum += 1;
    else if (label.includes(part)) sum += 2;
    else if (startsAWord(all, part)) sum += 3;
    else return null;
  }
  return sum / Math.max(parts.length, 1);
}

const startsAWord = (text: string, part: string): boolean => {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (at === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true;
  }
  return false;
};

/** What answers to what was typed, the best first; equals stay in their order. */
export function matching(items: readonly Item[], typed: string): Item[] {
  return items
    .map((item) => ({ item, far: distance(item, typed) }))
    .filter((one): one is { item: Item; far: number } => one.far !== null)
    .toSorted((a, b) => a.far - b.far)
    .map(({ item }) => item);
}

/** In sections, each where its best item stands. None fills the list so that others are not seen. */
export function inSections(items: readonly Item[], most: number): { section: Section; items: Item[] }[] {
  const sections = new Map<Section, Item[]>();
  for (const item of items) sections.set(item.section, [...(sections.get(item.section) ?? []), item]);
  return [...sections].map(([section, found]) => ({ section, items: sections.size > 1 ? found.slice(0, most) : found }));
}

/** A whole id, as one pastes it: one long word with a digit in it. */
export const looksLikeId = (typed: string): boolean => /^[\w.:@/-]{12,}$/.test(typed) && /\d/.test(typed);
