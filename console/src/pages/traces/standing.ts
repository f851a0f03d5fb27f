import type { TraceDistribution } from "../../api/traceQueries";
import { compare, parseDecimal } from "../../format/decimal";
import { formatCount } from "../../format/number";

const MARKS = ["p99", "p95", "p50"] as const;

/** Where a cost stands among those of its type, in words; none when there is nothing to compare. */
export function standing(cost: string | null, distribution: TraceDistribution): string | null {
  const own = cost === null ? null : parseDecimal(cost);
  if (!own || distribution.p50 === null) return null;
  const reached = MARKS.find((mark) => {
    const value = distribution[mark];
    const parsed = value === null ? null : parseDecimal(value);
    return parsed !== null && compare(own, parsed) >= 0;
  });
  if (reached === "p99") return "among the dearest 1%";
  if (reached === "p95") return "among the dearest 5%";
  return reached === "p50" ? "in the dearer half" : "in the cheaper half";
}

/** How many traces surely cost less: those of buckets that end before this cost. */
export function cheaperThan(cost: string | null, { buckets }: TraceDistribution): string | null {
  const own = cost === null ? null : parseDecimal(cost);
  if (!own) return null;
  let cheaper = 0n;
  for (const [at, bucket] of buckets.entries()) {
    const end = at === buckets.length - 1 ? null : parseDecimal(bucket.to);
    if (end && compare(end, own) <= 0) cheaper += BigInt(bucket.traces);
  }
  return formatCount(cheaper);
}
