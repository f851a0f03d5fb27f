import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { distributionQuery, type Trace, type TraceDistribution } from "../../api/traceQueries";
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

const HEIGHT = 150;

/** What traces of this type cost, and where this one sits. */
export function CostDistribution({ trace }: { trace: Trace }) {
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
  return <Chart trace={trace} distribution={data} since={`${formatDay(days.from, "UTC")} – ${formatDay(trace.beganAt, "UTC")}`} />;
}

function Chart({ trace, distribution, since }: { trace: Trace; distribution: TraceDistribution; since: string }) {
  const { currency, traces, unpriced, p50, p95, p99 } = distribution;
  const cost = trace.currency === currency ? trace.cost : null;
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
  const type = distribution.traceType ?? "";
  return (
    <>
      <p className="small mid">
        <b>{counted(traces, "trace")}</b> of type {type}, {since}: p50 {written(p50)}, p95 {written(p95)}, p99 {written(p99)}.
        {place && ` This one is ${place}; ${cheaper} surely cost less.`}
        {unpriced !== "0" && ` ${counted(unpriced, "trace has", "traces have")} unpriced spans and may have cost more.`}
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
