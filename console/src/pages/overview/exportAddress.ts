import { queryText } from "../../api/client";
import type { Days } from "../../ui/range";
import type { Dimension } from "./dimensions";
import type { Grain } from "./grain";
import type { Row } from "./rows";
import { asked } from "./useSpendBy";

/** The table behind the chart, as the API writes it: exact, in every currency, not cut. Of one value where one is looked at. */
export function exportAddress(days: Days, { group }: Dimension, grain: Grain, only: Row | null): string {
  const filter = only?.kind === "value" ? { [group]: only.value } : {};
  return `/api/v1/spend${queryText({ ...asked(days), groupBy: `${grain},${group}`, ...filter, format: "csv" })}`;
}

export const exportName = ({ from, to }: Days, { value }: Dimension): string => `outlay-spend-by-${value}-${from}-to-${to}.csv`;
