import type { Decimal, Reconciled } from "../../api/types";
import { driftState } from "./cells";
import { mainPart, type NamedPart } from "./parts";

/** The part that explains most of a difference, and since when it does. */
export interface Cause extends NamedPart {
  drift: Decimal;
  /** The first day of an unbroken row of days with the same cause; none where the last of them has another. */
  since: string | null;
  /** The row reaches back to where nothing is shown of. */
  isFirst: boolean;
}

/** Of some days together, or of one; a day that agrees has none. */
export function causeOf(sum: Pick<Reconciled, "parts" | "drift" | "metered">, days: readonly Reconciled[], until: string): Cause | null {
  const main = partThatMatters(sum);
  if (!main || sum.drift === null) return null;
  const back = days.filter(({ day }) => day <= until).toSorted((a, b) => b.day.localeCompare(a.day));
  const length = back.findIndex((item) => partThatMatters(item)?.part !== main.part);
  const row = length === -1 ? back : back.slice(0, length);
  return { ...main, drift: sum.drift, since: row.at(-1)?.day ?? null, isFirst: row.length > 0 && row.length === back.length };
}

function partThatMatters({ parts, drift, metered }: Pick<Reconciled, "parts" | "drift" | "metered">): NamedPart | null {
  return drift === null || driftState(drift, metered) === "agrees" ? null : mainPart(parts, drift);
}
