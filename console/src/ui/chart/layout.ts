import { amountScale, depthOf, linesOf, type Scale } from "./scale";
import { textWidth } from "./text";
import type { Units } from "./types";

/** Where things stand in a chart, in pixels. */
export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Of one bucket. */
  band: number;
  buckets: number;
  scale: Scale;
}

interface Size {
  width: number;
  height: number;
  buckets: number;
  highest: number;
  lowest: number;
  units: Units;
  /** Room for marks above the bars. */
  head: number;
}

const RIGHT = 4;
const BOTTOM = 24;

export function layOut({ width, height, buckets, highest, lowest, units, head }: Size): Layout {
  const scale = amountScale(highest, lowest);
  const left = Math.ceil(Math.max(...linesOf(scale).map((line) => textWidth(units.axis(String(line))))) + 10);
  const band = buckets > 0 ? Math.max(width - left - RIGHT, 0) / buckets : 0;
  return { width, height, left, right: RIGHT, top: 8 + head, bottom: BOTTOM, band, buckets, scale };
}

/** The middle of a bucket. */
export const middleOf = ({ left, band }: Layout, bucket: number): number => left + (bucket + 0.5) * band;

/** The bucket under a point; none beside the bars. */
export function bucketAt({ left, band, buckets }: Layout, x: number): number | null {
  const at = Math.floor((x - left) / band);
  return band > 0 && at >= 0 && at < buckets ? at : null;
}

/** How far down a value stands. */
export const lineOf = ({ top, height, bottom, scale }: Layout, value: number): number =>
  top + depthOf(scale, value) * (height - top - bottom);
