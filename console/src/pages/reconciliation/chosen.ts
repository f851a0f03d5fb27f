import type { Decimal, DriftParts, Integer, Reconciled } from "../../api/types";
import { compare, magnitude, parseDecimal, sumKnown } from "../../format/decimal";
import { comparedOf, isComparable, itemsOf } from "./compared";
import { groupBy } from "./groupBy";
import type { MatrixRow } from "./matrixRows";
import type { ReconciliationSearch } from "./search";

/** What is looked at: a provider's day, or all of its month that can be compared. */
export interface Chosen {
  row: MatrixRow;
  /** None for the month. */
  item: Reconciled | null;
  /** The first and the last day. */
  from: string;
  to: string;
  billed: Decimal | null;
  metered: Decimal | null;
  drift: Decimal | null;
  parts: DriftParts;
  meters: Reconciled["meters"];
  unpriced: Integer;
  withoutPrice: readonly string[];
}

/** The cell of the address; without one, the month that is off the most. */
export function chosenOf(rows: readonly MatrixRow[], { day, provider, currency }: ReconciliationSearch): Chosen | null {
  const compared = rows.filter(({ kind }) => kind === "compared");
  const row = compared.find((one) => one.provider === provider && one.currency === (currency ?? "USD"));
  const item = day === undefined ? undefined : row?.days.get(day);
  if (row && item) return ofDay(row, item);
  return (row ? [row] : compared).flatMap((one) => ofMonth(one) ?? []).toSorted((a, b) => compare(sizeOf(b), sizeOf(a)))[0] ?? null;
}

const sizeOf = ({ drift }: Chosen) => magnitude(parseDecimal(drift ?? "0") ?? { units: 0n, scale: 0 });

function ofDay(row: MatrixRow, item: Reconciled): Chosen {
  const { day, lastDay, billed, metered, drift, parts, meters, unpricedEvents, withoutPrice } = item;
  return { row, item, from: day, to: lastDay, billed, metered, drift, parts, meters, unpriced: unpricedEvents, withoutPrice };
}

function ofMonth(row: MatrixRow): Chosen | null {
  const items = itemsOf(row).filter(isComparable);
  const sum = comparedOf(items);
  if (!sum) return null;
  const lasts = items.map(({ lastDay }) => lastDay).toSorted();
  return {
    ...sum,
    row,
    item: null,
    from: sum.days[0] ?? "",
    to: lasts.at(-1) ?? "",
    meters: sumMeters(items),
    withoutPrice: [...new Set(items.flatMap(({ withoutPrice }) => withoutPrice))].toSorted(),
  };
}

const added = (amounts: (string | null)[]) => sumKnown(amounts) ?? "0";

function sumMeters(items: readonly Reconciled[]): Reconciled["meters"] {
  const groups = groupBy(
    items.flatMap(({ meters }) => meters),
    ({ meter }) => meter,
  );
  return [...groups].map(([meter, all]) => ({
    meter,
    counted: sumKnown(all.map(({ counted }) => counted)),
    metered: added(all.map(({ metered }) => metered)),
    callsNotMetered: added(all.map(({ callsNotMetered }) => callsNotMetered)),
    cacheSplit: added(all.map(({ cacheSplit }) => cacheSplit)),
    lateData: added(all.map(({ lateData }) => lateData)),
  }));
}
