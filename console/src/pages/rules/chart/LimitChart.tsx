import { useMemo, useState } from "react";
import type { Decimal } from "../../../api/types";
import { formatDate } from "../../../format/time";
import type { Units } from "../../../ui/chart/types";
import { linesOf } from "../../../ui/chart/scale";
import { placeTicks } from "../../../ui/chart/ticks";
import { useWidth } from "../../../ui/chart/useWidth";
import { DayBar } from "./DayBar";
import type { ChartDay } from "./days";
import { geometryOf, HEIGHT } from "./geometry";
import { LimitLine } from "./LimitLine";
import { LiveLine } from "./LiveLine";
import { namedDays } from "./named";
import "./limitChart.css";

interface Props {
  /** What the chart shows, in a sentence. */
  message: string;
  days: readonly ChartDay[];
  limit: Decimal;
  /** Of the version in force, where it is another. */
  liveLimit: { name: string; limit: Decimal } | null;
  units: Units;
  /** Limits are whole numbers. */
  isWhole: boolean;
  onLimit: (limit: Decimal) => void;
}

const WEEK = 7;
/** Nothing is written where the limit is. */
const TAG = 15;
/** So that a limit above everything can be seen, and dragged further. */
const ROOM = 1.08;

/** The highest value of each day against a limit that can be moved. */
export function LimitChart({ message, days, limit, liveLimit, units, isWhole, onLimit }: Props) {
  const { ref, width } = useWidth();
  const [dragged, setDragged] = useState<Decimal | null>(null);
  const shown = dragged ?? limit;
  // While it is dragged the axis stands still.
  const geometry = useMemo(() => {
    const values = days.map(({ highest }) => Number(highest?.value ?? 0));
    const highest = Math.max(...values, (Number(limit) || 0) * ROOM, (Number(liveLimit?.limit ?? 0) || 0) * ROOM);
    return geometryOf(width, days.length, highest, limit || "0", units.axis);
  }, [days, limit, liveLimit, width, units]);
  const limitY = geometry.yOf(Number(shown) || 0);
  const ticks = placeTicks(
    days.map(({ day }, at) => ({ tick: formatDate(day), rank: at % WEEK === 0 ? 0 : 2 })),
    geometry.band,
  );
  const valued = namedDays(
    days.map(({ highest, opened }) => (highest && opened > 0 ? units.write(highest.value) : null)),
    geometry.band,
  );
  return (
    <div ref={ref} className="limit-chart">
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="group" aria-label={message}>
          <g aria-hidden="true">
            {linesOf(geometry.scale).map((value) => (
              <g key={value}>
                <line className={value === 0 ? "limit-axis" : "limit-grid"} x1={geometry.left} x2={geometry.right} y1={geometry.yOf(value)} y2={geometry.yOf(value)} />
                {Math.abs(geometry.yOf(value) - limitY) > TAG && (
                  <text x={geometry.left - 8} y={geometry.yOf(value) + 4} textAnchor="end">
                    {units.axis(String(value))}
                  </text>
                )}
              </g>
            ))}
            {days.map((one, at) => (
              <DayBar key={one.day} day={one} at={at} geometry={geometry} units={units} isNamed={ticks[at] ?? false} isValued={valued[at] ?? false} isOver={Number(one.highest?.value ?? 0) > Number(shown)} />
            ))}
            {liveLimit && <LiveLine name={liveLimit.name} limit={liveLimit.limit} geometry={geometry} units={units} />}
          </g>
          <LimitLine limit={shown} geometry={geometry} units={units} isWhole={isWhole} onDrag={setDragged} onLimit={onLimit} />
        </svg>
      )}
    </div>
  );
}
