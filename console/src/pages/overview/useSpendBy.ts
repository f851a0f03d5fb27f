import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Spend, type SpendSum, spendQuery } from "../../api/overviewQueries";
import { type Days, shiftDay } from "../../ui/range";
import { type Dimension, needsEvents } from "./dimensions";
import { type Row, rowsOf } from "./rows";
import { useKept } from "./useKept";

/** What was spent in some days, told apart by one dimension, in one currency. */
export interface SpendBy {
  days: Days;
  dimension: Dimension;
  currency: string;
  /** The dearest first. */
  rows: Row[];
  total: SpendSum;
  /** In other currencies; never added. */
  others: SpendSum[];
}

/** The API's end is not included. */
export const asked = ({ from, to }: Days) => ({ from, to: shiftDay(to, 1) });

/** Beyond them a table is no help; all others are one row. */
const MOST_VALUES = 200;

export function useSpendBy(days: Days | null, dimension: Dimension, currency: string) {
  const query = useQuery({
    ...spendQuery({
      ...asked(days ?? { from: "", to: "2000-01-01" }),
      groupBy: dimension.group,
      ...(needsEvents(dimension) && { top: String(MOST_VALUES) }),
    }),
    enabled: days !== null,
  });
  const { from, to } = days ?? { from: "", to: "" };
  const { data } = query;
  const value = useMemo(
    () => (data && from ? spendBy(data, { from, to }, dimension, currency) : undefined),
    [data, from, to, dimension, currency],
  );
  return { ...useKept(value), error: query.error, retry: () => void query.refetch() };
}

function spendBy(spend: Spend, days: Days, dimension: Dimension, currency: string): SpendBy {
  const nothing = { currency, amount: "0", billed: "0", metered: "0", notAttributed: "0", unpricedEvents: "0" };
  return {
    days,
    dimension,
    currency,
    rows: rowsOf(spend.items, dimension, currency),
    total: spend.totals.find((total) => total.currency === currency) ?? nothing,
    others: spend.totals.filter((total) => total.currency !== currency),
  };
}
