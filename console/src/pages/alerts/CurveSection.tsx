import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Alert } from "../../api/types";
import { serverMilliseconds } from "../../clock";
import { counted } from "../../format/number";
import { formatFull } from "../../format/time";
import type { Measure } from "../../measure/measure";
import { useZone } from "../../preferences";
import { LineChart } from "../../ui/chart/LineChart";
import type { Units } from "../../ui/chart/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { ShowSql } from "../../ui/ShowSql";
import { Skeleton } from "../../ui/Skeleton";
import type { AlertFacts, CurvePoint } from "./alertQueries";
import type { Asked } from "./alertSql";
import { curveBuckets } from "./curveBuckets";
import { curveMarks, peakOf } from "./curveMarks";
import { wholeAmount } from "./headline";
import type { CurveTime } from "./curveTime";

interface Props {
  alert: Alert;
  measure: Measure;
  /** Whether the settings are those with which the alert opened. */
  isKnown: boolean;
  time: CurveTime;
  sql: string;
  points: readonly CurvePoint[] | undefined;
  error: unknown;
  asked: Asked | null;
  facts: AlertFacts | null;
  colour: string;
}

const HEIGHT = 250;

/** How what the rule measures went, with its limit, before, in and after the alert. */
export function CurveSection({ alert, measure, isKnown, time, sql, points, error, asked, facts, colour }: Props) {
  const zone = useZone();
  const navigate = useNavigate();
  const group = measure.subjectOf(alert.key);
  const buckets = useMemo(() => curveBuckets((points ?? []).map(({ moment }) => moment), zone, serverMilliseconds()), [points, zone]);
  const marks = useMemo(() => curveMarks(alert, points ?? [], zone), [alert, points, zone]);
  const units = useMemo((): Units => ({ write: measure.unit.format, axis: measure.unit.axis }), [measure]);
  const series = useMemo(
    () => [{ id: "value", label: measure.label, colour, area: true, values: (points ?? []).map(({ value }) => value) }],
    [points, measure.label, colour],
  );
  const limit = useMemo(
    () => (alert.limit === null ? null : { value: alert.limit, label: `limit ${wholeAmount(measure.format(alert.limit))}` }),
    [alert.limit, measure],
  );
  const events = asked && measure.eventsOf(alert.key, asked.span.from, asked.span.to);
  const title = group === null ? measure.label : `${measure.label}, ${group}`;
  const peak = peakOf(points ?? [], measure.isLow);
  const opens = measure.eventsOf(alert.key, time.from, time.to) !== null;
  return (
    <section aria-labelledby="alert-curve">
      <div className="alert-section-head">
        <h3 id="alert-curve" className="grow">
          {title}
        </h3>
        <ShowSql sql={sql} />
        {events && (
          <Link className="button button-quiet button-small" to="/transactions" search={events}>
            <Icon name="transactions" />
            {facts ? counted(facts.events, "event") : "Events"}
          </Link>
        )}
      </div>
      <ErrorNote error={error} meaning="How it went cannot be shown." />
      {!points && !error && <Skeleton rows={1} height={HEIGHT} />}
      {points && (
        <LineChart
          message={`${title}${peak?.value ? `, ${measure.isLow ? "lowest" : "highest"} ${measure.format(peak.value)} at ${formatFull(peak.moment, zone)}` : ""}${limit ? `, ${limit.label}` : ""}`}
          buckets={buckets}
          series={series}
          units={units}
          marks={marks}
          limit={limit}
          height={HEIGHT}
          caption={[measure.note, ...(isKnown ? [] : ["The rule has changed since this alert opened; this is by its settings of today."])].join(" ")}
          {...(opens && {
            onOpen: (bucket: number) => {
              const end = points[bucket]?.moment;
              if (end === undefined) return;
              const begin = new Date(Date.parse(end) - time.step * 1000).toISOString();
              const search = measure.eventsOf(alert.key, begin, end);
              if (search) void navigate({ to: "/transactions", search });
            },
          })}
        />
      )}
    </section>
  );
}
