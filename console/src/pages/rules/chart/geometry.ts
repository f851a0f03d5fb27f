import { amountScale, depthOf, type Scale } from "../../../ui/chart/scale";

export const HEIGHT = 232;
const TOP = 34;
const BOTTOM = 24;
const LEFT = 52;
const RIGHT = 8;
const WIDEST_BAR = 14;

/** Where days and amounts stand. */
export interface Geometry {
  width: number;
  scale: Scale;
  left: number;
  right: number;
  /** Of the axis. */
  floor: number;
  yOf: (value: number) => number;
  valueAt: (y: number) => number;
  centreOf: (day: number) => number;
  barWidth: number;
  band: number;
}

export function geometryOf(width: number, days: number, highest: number): Geometry {
  const scale = amountScale(highest);
  const floor = HEIGHT - BOTTOM;
  const deep = floor - TOP;
  const right = Math.max(width - RIGHT, LEFT + 1);
  const band = (right - LEFT) / Math.max(days, 1);
  return {
    width,
    scale,
    left: LEFT,
    right,
    floor,
    yOf: (value) => TOP + depthOf(scale, value) * deep,
    valueAt: (y) => scale.most - ((y - TOP) / deep) * (scale.most - scale.least),
    centreOf: (day) => LEFT + (day + 0.5) * band,
    barWidth: Math.max(2, Math.min(WIDEST_BAR, band * 0.5)),
    band,
  };
}
