import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { forecastQuery, spendNowQuery } from "../../api/overviewQueries";
import { alertsQuery, pricesQuery } from "../../api/queries";
import type { Alert, Price } from "../../api/types";
import { useZone } from "../../preferences";
import { StackedBars } from "../../ui/chart/StackedBars";
import { moneyUnits } from "../../ui/chart/units";
import type { Days } from "../../ui/range";
import { messageOf } from "./chartMessage";
import { eventsLink } from "./eventsLink";
import { daysAhead, expectedOf } from "./expected";
import { bucketsOf, daysOfBuckets } from "./grain";
import { soFar } from "./labels";
import { marksOf } from "./marks";
import { totalsOf } from "./stack";
import type { Stack } from "./useStack";

interface Props {
  stack: Stack;
  today: string;
  /** The key of the one row that is looked at. */
  only: string | null;
  emphasis: string | null;
  height: number;
  onRange: (days: Days) => void;
}

const NO_ALERTS: Alert[] = [];
const NO_PRICES: Price[] = [];

/** The bars: what was spent, above it what today is still expected to cost, behind it the days of the month to come. */
export function SpendChart({ stack, today, only, emphasis, height, onRange }: Props) {
  const { spend, grain } = stack;
  const { days, currency, dimension } = spend;
  const zone = useZone();
  const navigate = useNavigate();
  const forecast = useQuery(forecastQuery).data;
  const now = useQuery(spendNowQuery).data;
  const alerts = useQuery(alertsQuery("all")).data ?? NO_ALERTS;
  const prices = useQuery(pricesQuery).data ?? NO_PRICES;

  const isolated = only === null ? undefined : stack.alone?.series;
  const until = now ? soFar(now.asOf, zone) : "so far";
  const buckets = useMemo(() => {
    const ahead = grain === "day" && !only && forecast?.currency === currency && forecast.low !== null ? daysAhead(days.from, days.to, today) : [];
    return bucketsOf({ from: days.from, to: ahead.at(-1) ?? days.to }, grain, today, until);
  }, [days.from, days.to, grain, today, until, only, forecast, currency]);
  const expected = useMemo(
    () => (only || forecast?.currency !== currency ? undefined : expectedOf(buckets, forecast, grain)),
    [buckets, forecast, grain, only, currency],
  );
  const series = useMemo(
    () =>
      (isolated ? [isolated] : stack.series).map((one) => ({
        ...one,
        values: buckets.map((_, at) => one.values[at] ?? null),
        unpriced: buckets.map((_, at) => one.unpriced?.[at] ?? "0"),
      })),
    [isolated, stack.series, buckets],
  );
  const marks = useMemo(() => marksOf(alerts, prices, buckets, grain), [alerts, prices, buckets, grain]);
  const units = useMemo(() => moneyUnits(currency), [currency]);
  const row = only === null ? null : (stack.alone?.row ?? null);
  const open = (at: number) => {
    const bucket = buckets[at];
    // Nothing has happened yet on a day ahead.
    if (!bucket || bucket.id > today) return;
    void navigate(eventsLink(daysOfBuckets(bucket, bucket, grain, days), dimension, row));
  };
  return (
    <StackedBars
      message={messageOf(series, totalsOf(series), buckets, days, today, currency)}
      buckets={buckets}
      series={series}
      units={units}
      expected={expected}
      emphasis={isolated ? null : emphasis}
      marks={marks}
      height={height}
      caption="Days in UTC, as bills have them."
      onOpen={open}
      onRange={({ from, to }) => {
        const [first, last] = [buckets[from], buckets[to]];
        if (!first || !last || first.id > today) return;
        const { from: begin, to: end } = daysOfBuckets(first, last, grain, days);
        onRange({ from: begin, to: end > today ? today : end });
      }}
    />
  );
}
