import { type Layout, lineOf, middleOf } from "./layout";
import type { Bucket, Expected } from "./types";

/** As wide as the word. */
const ROOM = 44;

interface Props {
  layout: Layout;
  buckets: readonly Bucket[];
  expected: readonly (Expected | null)[] | undefined;
}

/** Names what is hatched behind the last bucket that has begun. */
export function ForecastWord({ layout, buckets, expected }: Props) {
  const ahead = buckets.flatMap((bucket, at) => (expected?.[at] && !bucket.incomplete ? [at] : []));
  const [first] = ahead;
  const last = ahead.at(-1);
  if (first === undefined || last === undefined) return null;
  if (ahead.length * layout.band < ROOM) return null;
  const highest = Math.max(...ahead.map((at) => Number(expected?.[at]?.high ?? 0)));
  const left = (middleOf(layout, first) + middleOf(layout, last)) / 2;
  return (
    <span className="chart-word" style={{ left: Math.min(left, layout.width - 26), top: Math.max(lineOf(layout, highest) - 20, 0) }}>
      forecast
    </span>
  );
}
