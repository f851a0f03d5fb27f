import type { Range } from "@tanstack/react-virtual";

/** Rows by which the drawn part of a list moves. */
export const STEP = 5;

/** The rows in view and some around them, from one multiple of a step to another. */
export function inSteps({ startIndex, endIndex, count }: Range): number[] {
  const first = Math.max(Math.floor(startIndex / STEP) - 1, 0) * STEP;
  const end = Math.min((Math.floor(endIndex / STEP) + 2) * STEP, count);
  return Array.from({ length: Math.max(end - first, 0) }, (_, at) => first + at);
}
