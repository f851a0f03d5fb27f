import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { distributionQuery, type Trace, type TraceDistribution } from "../../api/traceQueries";
import { plain } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { formatDay } from "../../format/time";
import { StackedBars } from "../../ui/chart/StackedBars";
import type { Series } from "../../ui/chart/types";
import { COUNT_UNITS } from "../../ui/chart/units";
import { ErrorNote } from "../../ui/ErrorNote";
import { costBuckets, costMarks } from "./distributionChart";
import { distributionDays } from "./distributionDays";
import { cheaperThan, standing } from "./standing";
import type { Sums } from "./sums";

const HEIGHT = 150;

interface Props {
  trace: Trace;
  /** Of all its spans. */
  whole: Sums;
}

/** What traces of this type cost, and where this one sits. */
export function CostDistribution({ trace, whole }: Props) {
  const { traceType } = trace;
  const days = distributionDays(trace.beganAt);
  const { data, error, refetch } = useQuery({
    ...distributionQuery({ traceType: traceType ?? "", ...days }),
    enabled: traceType !== null,
  });
  if (traceType === null) return <p className="small mid">The trace does not say its type, so there is nothing to compare its cost with.</p>;
  if (error) return <ErrorNote error={error} meaning="The cost cannot be compared now." onRetry={() => void refetch()} />;
  if (!data) return <div style={{ height: HEIGHT + 24 }} />;
  if (data.p50 === null) return <p className="small mid">No trace of type {traceType} has a known cost yet.</p>;
  return <Chart whole={whole} distribution={data} since={`${formatDay(days.from, "UTC")} – ${formatDay(trace.beganAt, "UTC")}`} />;
}

interface ChartProps {
  whole: Sums;
  distribution: TraceDistribution;
  since: string;
}

function Chart({ whole, distribution, since }: ChartProps) {
  const { currency, traces, unpriced, p50, p95, p99 } = distribution;
  // What is partly in another currency is compared with nothing.
  const own = whole.costs.size === 1 ? whole.costs.get(currency) : undefined;
  const cost = own ? plain(own) : null;
  const buckets = useMemo(() => costBuckets(distribution), [distribution]);
  const marks = useMemo(() => costMarks(cost, distribution), [cost, distribution]);
  const series = useMemo(
    (): Series[] => [
      { id: "traces", label: "Traces", colour: "var(--mono-series)", values: distribution.buckets.map((bucket) => bucket.traces) },
    ],
    [distribution],
  );
  const written = (amount: string | null) => (amount === null ? "–" : formatMoney(amount, currency));
  const place = standing(cost, distribution);
  const cheaper = cheaperThan(cost, distribution);
  const type = distribution.traceType;
  const said = whole.unpriced === 0 ? "This one is" : "As far as its spans have prices, this one is";
  return (
    <>
      <p className="small mid">
        <b>{counted(traces, "trace")}</b> of type {type}, {since}: p50 {written(p50)}, p95 {written(p95)}, p99 {written(p99)}.
        {place && ` ${said} ${place}; ${cheaper} surely cost less.`}
        {unpriced !== "0" && ` ${counted(unpriced, "trace", "traces")} with unpriced spans ${unpriced === "1" ? "is" : "are"} left out.`}
      </p>
      <StackedBars
        message={`What traces of type ${type} cost: half of them at most ${written(p50)}${place ? `, this one is ${place}` : ""}`}
        buckets={buckets}
        series={series}
        units={COUNT_UNITS}
        marks={marks}
        height={HEIGHT}
        caption="Cost of a trace"
      />
    </>
  );
}
