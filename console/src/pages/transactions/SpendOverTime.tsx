import { useMemo } from "react";
import { sumKnown } from "../../format/decimal";
import { formatTotal } from "../../format/money";
import { sum } from "../../format/number";
import { useZone } from "../../preferences";
import { StackedBars } from "../../ui/chart/StackedBars";
import type { Mark, Series } from "../../ui/chart/types";
import { moneyUnits } from "../../ui/chart/units";
import { bucketOf, type EventHistogram, stretchOf, timeBuckets } from "./histogram";

interface Props {
  histogram: EventHistogram;
  /** The event time of the uppermost row in view. */
  viewed: string | null;
  onNarrow: (moments: { from: string; to: string }) => void;
}

const HEIGHT = 120;

/** What matches, over time; dragging narrows the list to a part of it. */
export function SpendOverTime({ histogram, viewed, onNarrow }: Props) {
  const zone = useZone();
  const buckets = useMemo(() => timeBuckets(histogram, zone), [histogram, zone]);
  const series = useMemo((): Series[] => {
    const values = histogram.buckets.map(({ amount }) => amount);
    const unpriced = histogram.buckets.map((bucket) => bucket.unpriced);
    return [{ id: "spend", label: "Effective cost", colour: "var(--mono-series)", values, unpriced }];
  }, [histogram]);
  const units = useMemo(() => moneyUnits(histogram.currency), [histogram.currency]);
  const at = viewed === null ? -1 : bucketOf(histogram, viewed);
  const marks = useMemo((): Mark[] => (at < 0 ? [] : [{ id: "viewed", bucket: at, label: "in view", strong: true }]), [at]);
  const cost = sumKnown(histogram.buckets.map(({ amount }) => amount));
  const unpriced = sum(...histogram.buckets.map((bucket) => bucket.unpriced)) ?? "0";
  const said = cost === null ? "no cost is known" : formatTotal(cost, unpriced, histogram.currency);
  const narrow = (from: number, to: number) => {
    const moments = stretchOf(histogram, from, to);
    if (moments) onNarrow(moments);
  };
  return (
    <StackedBars
      message={`Spend over time of what matches: ${said}`}
      buckets={buckets}
      series={series}
      units={units}
      marks={marks}
      height={HEIGHT}
      openHint="Enter narrows to it"
      onOpen={(bucket) => narrow(bucket, bucket)}
      onRange={({ from, to }) => narrow(from, to)}
    />
  );
}
