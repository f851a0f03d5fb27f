import type { LinkProps } from "@tanstack/react-router";
import type { Decimal, Integer } from "../../api/types";

/** A period on the axis. */
export interface Bucket {
  id: string;
  /** On the axis, where there is room: `19`. Those of the lowest rank are placed first. */
  tick: string;
  rank: number;
  /** At the head of the readout, with the zone where it has one: `Thu 19 Nov 2026, UTC`. */
  title: string;
  /** What is missing from a period that is not over: `to 14:32`. */
  incomplete?: string;
}

/** A part of each bar, or a line. One value a bucket; null is nothing, or nothing that is known. */
export interface Series {
  id: string;
  label: string;
  /** A colour of CSS, mostly a token: `var(--p-openai)`. */
  colour: string;
  values: readonly (Decimal | null)[];
  /** Of a line, whether the ground under it is tinted. */
  area?: boolean;
  /** How much of each bucket has no price. */
  unpriced?: readonly Integer[];
}

/** What is still to come in a bucket, always as a range. */
export interface Expected {
  low: Decimal;
  high: Decimal;
}

/** What a reader would ask about a bucket: a price change, an alert. */
export interface Mark {
  id: string;
  bucket: number;
  /** In a few words, without a full stop. */
  label: string;
  strong?: boolean;
  link?: LinkProps;
}

/** How values are written. */
export interface Units {
  write: (value: Decimal) => string;
  /** On the axis, shorter. */
  axis: (value: Decimal) => string;
}
