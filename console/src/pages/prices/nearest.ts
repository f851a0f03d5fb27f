import type { ListedModel } from "../../api/types";

/** What is to get a price. */
export interface Wanted {
  provider: string | null;
  model: string;
  /** What of it was counted and has no price. */
  meters: readonly string[];
}

const MOST = 3;
/** Of the letters that two names share. */
const LEAST_ALIKE = 0.2;
const SAME_PROVIDER = 0.15;

/** Listed models that a new one is likely priced as: those that price what was counted, the most alike names first. */
export function nearestModels({ provider, model, meters }: Wanted, listed: readonly ListedModel[]): ListedModel[] {
  const rated = listed.flatMap((one) => {
    const alike = likeness(model, one.model);
    const prices = coverage(meters, one);
    if (prices === 0 || alike < LEAST_ALIKE) return [];
    return [{ one, rate: prices + alike + (one.provider === provider ? SAME_PROVIDER : 0) }];
  });
  const best = rated.toSorted((a, b) => b.rate - a.rate || a.one.model.localeCompare(b.one.model));
  const seen = new Set<string>();
  const apart = best.filter(({ one }) => !seen.has(bare(one.model)) && seen.add(bare(one.model)));
  return apart.slice(0, MOST).map(({ one }) => one);
}

/** How much of what was counted a listed model has a price for, from 0 to 1. */
function coverage(meters: readonly string[], { prices }: ListedModel): number {
  if (meters.length === 0) return prices.length > 0 ? 1 : 0;
  return meters.filter((meter) => prices.some((price) => price.meter === meter)).length / meters.length;
}

/** Without who resells it and the date at its end. */
const bare = (model: string): string =>
  model
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/[-@]20\d\d-?\d\d-?\d\d$/, "");

/** How many pairs of letters two names share, from 0 to 1 (Sørensen and Dice). */
export function likeness(one: string, other: string): number {
  const [left, right] = [pairs(bare(one)), pairs(bare(other))];
  if (left.length + right.length === 0) return 0;
  const rest = [...right];
  const shared = left.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
  return (2 * shared.length) / (left.length + right.length);
}

const pairs = (text: string): string[] => Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2));

/** Words to look through the list with: the longest of the name, of its provider first. */
export function wordsFor({ provider, model }: Wanted): string[] {
  const words = (bare(model).match(/[a-z]{3,}/g) ?? []).toSorted((a, b) => b.length - a.length).slice(0, 2);
  const own = provider === null ? [] : words.map((word) => `${provider} ${word}`);
  return [...new Set([...own, ...words])];
}
