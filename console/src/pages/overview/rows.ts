import type { SpendGroup } from "../../api/overviewQueries";
import type { Decimal, Integer } from "../../api/types";
import { compare, parseDecimal, sumKnown } from "../../format/decimal";
import { counted, sum } from "../../format/number";
import { providerName, stackPlace } from "../../providerNames";
import type { Dimension } from "./dimensions";

/** An amount and how many events in it have no price. */
export interface Cell {
  amount: Decimal | null;
  unpriced: Integer;
}

/** What a value of a dimension cost; what has none; what is billed and was in no call; all other values together. */
export interface Row extends Cell {
  key: string;
  kind: "value" | "none" | "unattributed" | "rest";
  value: string | null;
  label: string;
}

const NONE = "none";
const UNATTRIBUTED = "unattributed";
export const REST = "rest";

/** Stands in addresses. A value has a mark before it, so that none is taken for one of the words above. */
const keyOfValue = (value: string): string => `v.${value}`;

export function keyOf({ group, basis, others }: SpendGroup, { group: name }: Dimension): string {
  if (others) return REST;
  if (basis === "not attributed" && (group[name] ?? null) === null) return UNATTRIBUTED;
  const value = group[name] ?? null;
  return value === null ? NONE : keyOfValue(value);
}

export function addCells(cells: readonly Cell[]): Cell {
  return { amount: sumKnown(cells.map(({ amount }) => amount)), unpriced: sum("0", ...cells.map(({ unpriced }) => unpriced)) ?? "0" };
}

export const cellOf = ({ amount, unpricedEvents }: SpendGroup): Cell => ({ amount, unpriced: unpricedEvents });

/** Every value with its amount, in one currency; the dearest first, what has no value last. */
export function rowsOf(items: readonly SpendGroup[], dimension: Dimension, currency: string): Row[] {
  const cells = new Map<string, Cell[]>();
  const values = new Map<string, string | null>();
  for (const item of items) {
    if (item.currency !== currency) continue;
    const key = keyOf(item, dimension);
    cells.set(key, [...(cells.get(key) ?? []), cellOf(item)]);
    values.set(key, item.group[dimension.group] ?? null);
  }
  const rows = [...cells].map(([key, parts]): Row => {
    const value = values.get(key) ?? null;
    const kind = key === NONE || key === UNATTRIBUTED || key === REST ? key : "value";
    return { key, kind, value, label: labelOf(key, value, dimension), ...addCells(parts) };
  });
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b) || dearer(a, b) || a.label.localeCompare(b.label));
}

function labelOf(key: string, value: string | null, dimension: Dimension): string {
  if (key === REST) return "all other";
  if (key === UNATTRIBUTED) return "not attributed";
  if (value === null) return dimension.none;
  return dimension.value === "provider" ? providerName(value) : value;
}

const PLACES: Record<Row["kind"], number> = { value: 0, rest: 1, none: 2, unattributed: 3 };

const placeOf = ({ kind }: Row): number => PLACES[kind];

/** What has no amount at all comes after what has one. */
export function dearer(a: Cell, b: Cell): number {
  const [left, right] = [a, b].map(({ amount }) => (amount === null ? null : parseDecimal(amount)));
  if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1);
  return compare(right, left);
}

/** The dearest values, the others as one row before what has no value. One alone is no "1 other". */
export function foldRows(rows: readonly Row[], most: number): Row[] {
  const values = rows.filter(({ kind }) => kind === "value");
  const unlisted = rows.find(({ kind }) => kind === "rest");
  if (values.length <= (unlisted ? most : most + 1)) return [...rows];
  const folded = values.slice(most);
  const label = unlisted?.label ?? counted(folded.length, "other", "other");
  const rest: Row = { key: REST, kind: "rest", value: null, label, ...addCells(unlisted ? [...folded, unlisted] : folded) };
  return [...values.slice(0, most), rest, ...rows.filter(({ kind }) => kind === "none" || kind === "unattributed")];
}

/** Providers have one order everywhere; other values have that of their amounts. */
export function inStackOrder(rows: readonly Row[], { value: name }: Dimension): Row[] {
  if (name !== "provider") return [...rows];
  const place = ({ kind, value }: Row) => (kind === "value" ? stackPlace(value ?? "") : Number.MAX_SAFE_INTEGER);
  return rows.toSorted((a, b) => place(a) - place(b));
}
