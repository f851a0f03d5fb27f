import { useMinute } from "../overview/useMinute";

const MINUTE = 60_000;

/** The end of this minute: all that has come so far lies before it, and what is asked stays the same question until then. */
export const useWholeMinute = (): number => Math.ceil(useMinute().getTime() / MINUTE) * MINUTE;
