import { useQuery } from "@tanstack/react-query";
import type { Backtest } from "../../../api/types";
import type { Measure } from "../../../measure/measure";
import { formatDay } from "../../../format/time";
import { useZone } from "../../../preferences";
import { ErrorNote } from "../../../ui/ErrorNote";
import { ShowSql } from "../../../ui/ShowSql";
import { Skeleton } from "../../../ui/Skeleton";
import type { Past } from "../backtest";
import { beginText } from "./begin";
import { type ChartDay, dayIn, daysBetween } from "./days";
import { HEIGHT } from "./geometry";
import { highestQuery } from "./highestQuery";
import { LimitChart } from "./LimitChart";

interface Props {
  measure: Measure;
  /** `one agent`, or everything together. */
  who: string;
  past: Past;
  backtest: Backtest;
  limit: string;
  liveLimit: { name: string; limit: string } | null;
  isWhole: boolean;
  onLimit: (limit: string) => void;
}

/** How high what a rule measures went each day, against its limit. */
export function HighestChart({ measure, who, past, backtest, limit, liveLimit, isWhole, onLimit }: Props) {
  const zone = useZone();
  const sql = measure.highestByDay(past.from, past.to, zone);
  const { data, error, isPending } = useQuery(highestQuery(sql));
  const notes = [measure.note, beginText(measure.period, formatDay(past.from, zone))].filter(Boolean).join(" ");
  const dayOf = (at: string) => dayIn(at, zone);
  const isOfCalls = measure.period.kind === "call";
  const about = `Highest by day: ${lower(measure.label)}${isOfCalls ? "" : `, ${who}`}`;
  const days: ChartDay[] = daysBetween(dayOf(past.from), dayOf(past.to)).map((day) => ({
    day,
    highest: data?.get(day) ?? null,
    opened: backtest.alerts.filter(({ openedAt }) => dayOf(openedAt) === day).length,
  }));
  return (
    <figure className="highest">
      <figcaption className="row between small dim">
        <span>{about}. Drag the line to change the limit.</span>
        <ShowSql sql={sql} />
      </figcaption>
      <ErrorNote error={error} meaning="How high it went cannot be shown." />
      {isPending && !error && (
        <div style={{ height: HEIGHT }}>
          <Skeleton rows={5} height={HEIGHT / 5} />
        </div>
      )}
      {data && (
        <LimitChart
          message={`${about}, for each of ${days.length} days, against the limit of ${measure.format(limit)}`}
          days={days}
          limit={limit}
          liveLimit={liveLimit}
          units={{ write: measure.unit.format, axis: measure.unit.axis }}
          isWhole={isWhole}
          onLimit={onLimit}
        />
      )}
      {notes && <p className="small dim">{notes}</p>}
    </figure>
  );
}

const lower = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);
