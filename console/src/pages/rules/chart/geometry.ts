import { amountScale, depthOf, linesOf, type Scale } from "../../../ui/chart/scale";
import { textWidth } from "../../../ui/chart/text";

export const HEIGHT = 232;
const TOP = 34;
const BOTTOM = 24;
const LEAST_LEFT = 52;
/** Around a text at the axis. */
const ROOM = 18;
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

/** With room at the left for whatever is written at the axis, and for the limit's own text. */
export function geometryOf(width: number, days: number, highest: number, limit: string, write: (value: string) => string): Geometry {
  const scale = amountScale(highest);
  const texts = [...linesOf(scale).map(String), limit].map((value) => textWidth(write(value)) + ROOM);
  const left = Math.ceil(Math.max(LEAST_LEFT, ...texts));
  const floor = HEIGHT - BOTTOM;
  const deep = floor - TOP;
  const right = Math.max(width - RIGHT, left + 1);
  const band = (right - left) / Math.max(days, 1);
  return {
    width,
    scale,
    left,
    right,
    floor,
    yOf: (value) => TOP + depthOf(scale, value) * deep,
    valueAt: (y) => scale.most - ((y - TOP) / deep) * (scale.most - scale.least),
    centreOf: (day) => left + (day + 0.5) * band,
    barWidth: Math.max(2, Math.min(WIDEST_BAR, band * 0.5)),
    band,
  };
}
