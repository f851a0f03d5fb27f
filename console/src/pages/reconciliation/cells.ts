import type { Reconciled } from "../../api/types";
import { fixed, isZero, parseDecimal, ratio } from "../../format/decimal";

/** How near a bill and the meter are on a day. */
export type CellState = "none" | "open" | "no-bill" | "unknown" | "agrees" | "near" | "off" | "far";

/** In hundredths of a percent of what was metered, or none if that is nothing. */
export function driftShare(drift: string | null, metered: string | null): bigint | null {
  const [part, whole] = [drift, metered].map((text) => (text === null ? null : parseDecimal(text)));
  return (part && whole && ratio(part, whole, 4)?.units) ?? null;
}

/** `+3.4`, with a real minus. */
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
  return item.drift === null ? "unknown" : driftState(item.drift, item.metered);
}

/** How far a difference is off. */
export function driftState(drift: string, metered: string | null): "agrees" | "near" | "off" | "far" {
  const share = driftShare(drift, metered);
  const value = parseDecimal(drift);
  // A bill of nothing agrees with nothing only.
  if (share === null) return value && isZero(value) ? "agrees" : "far";
  const size = share < 0n ? -share : share;
  if (size <= 50n) return "agrees";
  if (size <= 100n) return "near";
  return size <= 300n ? "off" : "far";
}

export const STATE_WORDS: Record<CellState, string> = {
  none: "nothing",
  open: "not final",
  "no-bill": "bill missing",
  unknown: "metered cost unknown",
  agrees: "within 0.5%",
  near: "within 1%",
  off: "within 3%",
  far: "more than 3%",
};
