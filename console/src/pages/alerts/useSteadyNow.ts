import { useMinute } from "../overview/useMinute";

const STEP = 300_000;

/** The time in steps of five minutes: what is asked of an open alert stays the same question in between. */
export const useSteadyNow = (): number => Math.floor(useMinute().getTime() / STEP) * STEP;
