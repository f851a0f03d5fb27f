import type { RangeSearch } from "../../ui/range";
import { comparable, type Comparable } from "./comparable";
import type { Dimension } from "./dimensions";
import { type SpendBy, useSpendBy } from "./useSpendBy";

/** The same number of whole days now and before. */
export interface Compared {
  /** None where nothing is compared. */
  period: Comparable | null;
  now: SpendBy | undefined;
  before: SpendBy | undefined;
  error: unknown;
}

export function useCompared(search: RangeSearch, today: string, dimension: Dimension, currency: string): Compared {
  const period = comparable(search, today);
  const now = useSpendBy(period?.now ?? null, dimension, currency);
  const before = useSpendBy(period?.before ?? null, dimension, currency);
  return { period, now: period ? now.shown : undefined, before: period ? before.shown : undefined, error: now.error ?? before.error };
}
