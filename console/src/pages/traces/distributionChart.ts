import type { TraceDistribution } from "../../api/traceQueries";
import { compare, parseDecimal } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { formatShortMoney } from "../../format/shortMoney";
import type { Bucket, Mark } from "../../ui/chart/types";

const PERCENTILES = ["p50", "p95", "p99"] as const;

/** Every so many buckets one is named on the axis. */
const NAMED = 5;

export function costBuckets({ buckets, currency }: TraceDistribution): Bucket[] {
  return buckets.map(({ from, to }, at) => ({
    id: from,
    tick: formatShortMoney(from, currency),
    rank: at === 0 ? 1 : at % (2 * NAMED) === 0 ? 2 : at % NAMED === 0 ? 3 : 4,
    title:
      at === buckets.length - 1
        ? `${formatMoney(from, currency)} and more`
        : `${formatMoney(from, currency)} to ${formatMoney(to, currency)}`,
  }));
}

/** The bucket that a cost falls into; -1 when there is none. */
export function costBucketOf(cost: string | null, { buckets }: TraceDistribution): number {
  const own = cost === null ? null : parseDecimal(cost);
  if (!own) return -1;
  return buckets.findLastIndex(({ from }) => {
    const begins = parseDecimal(from);
    return begins !== null && compare(begins, own) <= 0;
  });
}

/** This trace and the percentiles; those that fall into one bucket are one mark. */
export function costMarks(own: string | null, distribution: TraceDistribution): Mark[] {
  const marks: Mark[] = [];
  const put = (id: string, cost: string | null, label: string, strong: boolean) => {
    const bucket = costBucketOf(cost, distribution);
    if (bucket < 0) return;
    const there = marks.find((mark) => mark.bucket === bucket);
    if (there) there.label += `, ${label}`;
    else marks.push({ id, bucket, label, strong });
  };
  put("own", own, "this trace", true);
  for (const name of PERCENTILES) put(name, distribution[name], name, false);
  return marks;
}
