import { readRange, type RangeSearch } from "../../ui/range";
import { DIMENSIONS, type DimensionName } from "./dimensions";

export interface OverviewSearch extends RangeSearch {
  /** By what spend is stacked; by provider unless told. */
  by?: Exclude<DimensionName, "provider">;
  /** The key of the one row that is looked at. */
  only?: string;
  /** The legend lists every value. */
  all?: "yes";
  /** Another currency than the one that costs are kept in. */
  currency?: string;
}

export function readOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  const result: OverviewSearch = readRange(search);
  const by = DIMENSIONS.find(({ value }) => value === search["by"])?.value;
  if (by && by !== "provider") result.by = by;
  if (typeof search["only"] === "string" && search["only"]) result.only = search["only"];
  if (search["all"] === "yes") result.all = "yes";
  if (typeof search["currency"] === "string" && /^[A-Z]{3}$/.test(search["currency"])) result.currency = search["currency"];
  return result;
}
