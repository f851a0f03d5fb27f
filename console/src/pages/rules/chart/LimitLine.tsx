import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import type { Decimal } from "../../../api/types";
import { textWidth } from "../../../ui/chart/text";
import type { Units } from "../../../ui/chart/types";
import type { Geometry } from "./geometry";
import { nearestStep, stepOf, stepsText } from "./steps";

interface Props {
  limit: Decimal;
  geometry: Geometry;
  units: Units;
  isWhole: boolean;
  /** While it is dragged; null when it is let go. */
  onDrag: (limit: Decimal | null) => void;
  onLimit: (limit: Decimal) => void;
}

const PAGE = 10;
const GRIP = 9;
const MOVES: Record<string, number> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: PAGE, PageDown: -PAGE };

/** The limit as a line that is dragged, or moved by arrow keys. */
export function LimitLine({ limit, geometry, units, isWhole, onDrag, onLimit }: Props) {
  const latest = useRef<Decimal | null>(null);
  const step = stepOf(geometry.scale.step, isWhole);
  const y = geometry.yOf(Number(limit) || 0);
  const label = units.axis(limit || "0");
  const width = Math.max(textWidth(label) + 10, 30);
  const limitAt = (event: PointerEvent<SVGGElement>): Decimal => {
    const top = event.currentTarget.ownerSVGElement?.getBoundingClientRect().top ?? 0;
    return stepsText(nearestStep(geometry.valueAt(event.clientY - top), step), step);
  };
  const move = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onLimit(stepsText(Math.max(1, nearestStep(Number(limit) || 0, step) + by), step));
  };
  return (
    <g
      className="limit-line"
      role="slider"
      tabIndex={0}
      aria-label="Limit on the chart"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={geometry.scale.most}
      aria-valuenow={Number(limit) || 0}
      aria-valuetext={units.write(limit || "0")}
      onKeyDown={move}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        latest.current = limit;
      }}
      onPointerMove={(event) => {
        if (latest.current === null) return;
        latest.current = limitAt(event);
        onDrag(latest.current);
      }}
      onPointerUp={() => {
        if (latest.current !== null) onLimit(latest.current);
        latest.current = null;
        onDrag(null);
      }}
      onPointerCancel={() => {
        latest.current = null;
        onDrag(null);
      }}
    >
      <rect className="limit-grip" x={0} y={y - 12} width={geometry.width} height={24} />
      <line x1={geometry.left} x2={geometry.right} y1={y} y2={y} />
      <rect className="limit-tag" x={geometry.left - 6 - width} y={y - GRIP} width={width} height={GRIP * 2} rx="3" />
      <text x={geometry.left - 6 - width / 2} y={y + 4} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}
