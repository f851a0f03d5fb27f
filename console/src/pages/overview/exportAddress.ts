import { queryText } from "../../api/client";
import type { Days } from "../../ui/range";
import type { Dimension } from "./dimensions";
import type { Grain } from "./grain";
import { asked } from "./useSpendBy";

/** The table behind the chart, as the API writes it: exact, in every currency, not cut. */
export const exportAddress = (days: Days, { group }: Dimension, grain: Grain): string =>
  `/api/v1/spend${queryText({ ...asked(days), groupBy: `${grain},${group}`, format: "csv" })}`;

export const exportName = ({ from, to }: Days, { value }: Dimension): string => `outlay-spend-by-${value}-${from}-to-${to}.csv`;
