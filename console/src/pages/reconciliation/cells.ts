import type { DriftParts, Reconciled } from "../../api/types";
import { fixed, isZero, type Parsed, parseDecimal } from "../../format/decimal";

/** How near a bill and the meter are on a day. */
export type CellState = "none" | "open" | "no-bill" | "unknown" | "agrees" | "near" | "off" | "far";

/** A provider's month in one currency: a row of the matrix. */
export interface MatrixRow {
  provider: string;
  currency: string;
  /** By day. */
  days: Map<string, Reconciled>;
}

/** Rows of the coarsest grain, one for each provider and currency, by name. */
export function matrix(items: readonly Reconciled[]): MatrixRow[] {
  const rows = new Map<string, MatrixRow>();
  for (const item of items) {
    const id = `${item.provider} ${item.currency}`;
    const row = rows.get(id) ?? { provider: item.provider, currency: item.currency, days: new Map() };
    row.days.set(item.day, item);
    rows.set(id, row);
  }
  return [...rows.values()].toSorted(
    (a, b) => a.provider.localeCompare(b.provider) || a.currency.localeCompare(b.currency),
  );
}

/** In hundredths of a percent of what was billed, or none if that is nothing. */
export function driftShare(drift: string | null, billed: string | null): bigint | null {
  const [left, right] = [drift, billed].map((text) => (text === null ? null : parseDecimal(text)));
  if (!left || !right || isZero(right)) return null;
  const scale = Math.max(left.scale, right.scale);
  const at = (value: Parsed) => value.units * 10n ** BigInt(scale - value.scale);
  const size = at(right) < 0n ? -at(right) : at(right);
  return (at(left) * 10_000n) / size;
}

/** `+3.4 %`, with a real minus. */
export function shareText(share: bigint, places = 1): string {
  const text = fixed({ units: share, scale: 2 }, places);
  return share > 0n ? `+${text}` : text;
}

/** The same as short as a cell is narrow: `+3.4`, but `+100`. */
export const shortShare = (share: bigint): string => shareText(share, share < 9_995n && share > -9_995n ? 1 : 0);

export function cellState(item: Reconciled | undefined): CellState {
  if (!item) return "none";
  if (item.open) return "open";
  if (item.billed === null) return "no-bill";
  if (item.drift === null) return "unknown";
  const share = driftShare(item.drift, item.billed);
  const drift = parseDecimal(item.drift);
  // A bill of nothing agrees with nothing only.
  if (share === null) return drift && isZero(drift) ? "agrees" : "far";
  const size = share < 0n ? -share : share;
  if (size <= 50n) return "agrees";
  if (size <= 100n) return "near";
  return size <= 300n ? "off" : "far";
}

export const STATE_WORDS: Record<CellState, string> = {
  none: "nothing",
  open: "not final",
  "no-bill": "no bill",
  unknown: "unknown",
  agrees: "within 0.5 %",
  near: "within 1 %",
  off: "within 3 %",
  far: "more than 3 %",
};

const PARTS: { part: keyof DriftParts; label: string; meaning: string }[] = [
  { part: "callsNotMetered", label: "Calls not metered", meaning: "The provider counted calls that no sender reported" },
  { part: "cacheSplit", label: "Cache split", meaning: "Input that is cached on one side and not on the other, or metered twice" },
  { part: "lateData", label: "Late data", meaning: "Metered, and not yet counted when the provider's figures were read" },
  { part: "meteredPrice", label: "Metered price", meaning: "Metered at another price than the price book's" },
  { part: "listPrice", label: "List price", meaning: "Billed at another price than the price book's" },
  { part: "tier", label: "Tier", meaning: "Billed in another tier: batch, priority, long context" },
  { part: "billedCacheSplit", label: "Billed cache split", meaning: "The bill splits cached input otherwise than the provider's usage" },
  { part: "discountCreditTax", label: "Discount, credit, tax", meaning: "Lines of the bill that are no usage" },
  { part: "rounding", label: "Rounding", meaning: "The bill has fewer decimals" },
  { part: "unexplained", label: "Unexplained", meaning: "What is left" },
];

/** The parts that make a difference, in order. */
export function partsOf(parts: DriftParts): { label: string; meaning: string; amount: string }[] {
  return PARTS.flatMap(({ part, label, meaning }) => {
    const amount = parts[part];
    const value = amount === null ? null : parseDecimal(amount);
    return amount !== null && value && !isZero(value) ? [{ label, meaning, amount }] : [];
  });
}
