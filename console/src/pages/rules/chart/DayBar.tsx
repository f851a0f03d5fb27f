import { formatDate } from "../../../format/time";
import type { Units } from "../../../ui/chart/types";
import type { ChartDay } from "./days";
import type { Geometry } from "./geometry";

interface Props {
  day: ChartDay;
  at: number;
  geometry: Geometry;
  units: Units;
  /** Its date is written under it. */
  isNamed: boolean;
  /** Its value is written over it. */
  isValued: boolean;
  isOver: boolean;
}

const MARK = 5;
const GAP = 8;

/** One day: its highest value, marked where an alert would have opened. */
export function DayBar({ day: { day, highest, opened }, at, geometry, units, isNamed, isValued, isOver }: Props) {
  const x = geometry.centreOf(at);
  const top = highest ? geometry.yOf(Number(highest.value)) : geometry.floor;
  const mark = Math.max(top - GAP, MARK);
  const half = geometry.barWidth / 2;
  return (
    <g>
      {highest && (
        <rect className={isOver ? "limit-over" : "limit-under"} x={x - half} y={top} width={geometry.barWidth} height={Math.max(geometry.floor - top, 0.5)} rx="1">
          <title>{`${formatDate(day)}: ${units.write(highest.value)}${highest.group ? `, ${highest.group}` : ""}`}</title>
        </rect>
      )}
      {opened > 0 && highest && (
        <>
          <path className="limit-over" d={`M${x} ${mark - MARK}l${MARK} ${MARK}-${MARK} ${MARK}-${MARK}-${MARK}z`} />
          {isValued && (
            <text className="limit-value" x={x} y={mark - GAP - 1} textAnchor="middle">
              {units.write(highest.value)}
            </text>
          )}
        </>
      )}
      {isNamed && (
        <text x={x} y={geometry.floor + 18} textAnchor="middle">
          {formatDate(day)}
        </text>
      )}
    </g>
  );
}
