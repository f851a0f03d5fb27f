import type { SpendGroup } from "../../api/overviewQueries";
import { sum } from "../../format/number";
import { providerLook } from "../../provider";
import type { Series } from "../../ui/chart/types";
import type { Dimension } from "./dimensions";
import { addCells, type Cell, cellOf, REST, type Row } from "./rows";

/** Of each key the cells of all buckets. */
export type Table = Map<string, Cell[]>;

const NOTHING: Cell = { amount: null, unpriced: "0" };

/** Sorts items into keys and buckets, in one currency. */
export function tabulate(
  items: readonly SpendGroup[],
  { key, bucket, buckets, currency }: { key: (item: SpendGroup) => string; bucket: string; buckets: readonly string[]; currency: string },
): Table {
  const places = new Map(buckets.map((id, at) => [id, at]));
  const table: Table = new Map();
  for (const item of items) {
    const at = places.get(item.group[bucket] ?? "");
    if (item.currency !== currency || at === undefined) continue;
    const cells = table.get(key(item)) ?? buckets.map(() => NOTHING);
    cells[at] = addCells([cells[at] ?? NOTHING, cellOf(item)]);
    table.set(key(item), cells);
  }
  return table;
}

/** A series for each row, in the order of the rows: the first is at the top edge. What is no row of its own is the rest's. */
export function seriesOf(rows: readonly Row[], table: Table, dimension: Dimension): Series[] {
  const own = new Set(rows.map(({ key }) => key).filter((key) => key !== REST));
  const length = [...table.values()][0]?.length ?? 0;
  return rows.map((row) => {
    const parts = row.key === REST ? [...table].filter(([key]) => !own.has(key)).map(([, cells]) => cells) : [table.get(row.key) ?? []];
    const cells = Array.from({ length }, (_, at) => addCells(parts.map((all) => all[at] ?? NOTHING)));
    return {
      id: row.key,
      label: row.label,
      colour: colourOf(row, dimension),
      values: cells.map(({ amount }) => amount),
      unpriced: cells.map(({ unpriced }) => unpriced),
    };
  });
}

/** A colour is a provider's; whatever else is told apart has one ink, and what is no single value a lighter one. */
export function colourOf({ kind, value }: Row, { value: name }: Dimension): string {
  if (kind !== "value") return "var(--mono-series-2)";
  return name === "provider" ? providerLook(value).colour : "var(--mono-series)";
}

/** What all series together make of each bucket. */
export function totalsOf(series: readonly Series[]): Cell[] {
  return (series[0]?.values ?? []).map((_, at) =>
    addCells(series.map(({ values, unpriced }) => ({ amount: values[at] ?? null, unpriced: sum(unpriced?.[at] ?? "0") ?? "0" }))),
  );
}
