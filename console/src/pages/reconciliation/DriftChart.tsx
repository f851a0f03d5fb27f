import { useMemo } from "react";
import { formatPercent } from "../../format/change";
import { exactPlaces, fixed, parseDecimal, plain } from "../../format/decimal";
import { formatDate } from "../../format/time";
import { providerLook } from "../../provider";
import { dayBuckets } from "../../ui/chart/dayBuckets";
import { LineChart } from "../../ui/chart/LineChart";
import type { Mark, Units } from "../../ui/chart/types";
import { driftShare, shareText } from "./cells";
import type { Chosen } from "./chosen";
import { isComparable } from "./compared";
import type { Cause } from "./cause";

interface Props {
  chosen: Chosen;
  cause: Cause | null;
  days: readonly string[];
  today: string;
  onOpen: (day: string) => void;
}

/** As exact as the axis is: `2%`, `0.25%`. */
const percent = (value: string): string => {
  const parsed = parseDecimal(value);
  return parsed ? `${fixed(parsed, exactPlaces(parsed, 0))}%` : value;
};

const PERCENT: Units = {
  write: (value) => formatPercent(value, 2),
  axis: percent,
};

/** The difference of a provider, in percent of what was metered; a gap where there is nothing final to compare. */
export function DriftChart({ chosen, cause, days, today, onOpen }: Props) {
  const { row, item } = chosen;
  const buckets = useMemo(() => dayBuckets(days, today, "not over"), [days, today]);
  const values = useMemo(
    () =>
      days.map((day) => {
        const one = row.days.get(day);
        const share = one && isComparable(one) ? driftShare(one.drift, one.metered) : null;
        return share === null ? null : plain({ units: share, scale: 2 });
      }),
    [days, row],
  );
  const series = useMemo(() => [{ id: row.key, label: "Difference", colour: providerLook(row.provider).colour, values }], [row, values]);
  const marks = useMemo(() => marksOf(days, cause, item?.day ?? null), [days, cause, item]);
  return (
    <section aria-labelledby="drift-by-day">
      <h2 id="drift-by-day">Difference by day</h2>
      <p className="mid small">{row.label}, percent of metered</p>
      <LineChart
        message={messageOf(chosen, days)}
        buckets={buckets}
        series={series}
        units={PERCENT}
        marks={marks}
        height={190}
        onOpen={(bucket) => {
          const day = days[bucket];
          const opened = day === undefined ? undefined : row.days.get(day);
          if (opened) onOpen(opened.day);
        }}
        openHint="Click or Enter opens the day"
      />
    </section>
  );
}

function marksOf(days: readonly string[], cause: Cause | null, chosenDay: string | null): Mark[] {
  const mark = (day: string, label: string, strong: boolean): Mark[] => {
    const bucket = days.indexOf(day);
    return bucket === -1 ? [] : [{ id: label, bucket, label, strong }];
  };
  const since = cause && !cause.isFirst && cause.since !== chosenDay ? cause.since : null;
  const begins = cause && since !== null ? mark(since, `${cause.label} from ${formatDate(since)}`, false) : [];
  return [...begins, ...(chosenDay === null ? [] : mark(chosenDay, formatDate(chosenDay), true))];
}

function messageOf({ row, drift, metered, from, to }: Chosen, days: readonly string[]): string {
  const share = driftShare(drift, metered);
  const about = `Difference between bill and meter of ${row.label} by day, in percent, ${days.length} days`;
  const when = from === to ? formatDate(from) : `${formatDate(from)} to ${formatDate(to)}`;
  return share === null ? about : `${about}; ${when}: ${shareText(share, 2)}%`;
}
