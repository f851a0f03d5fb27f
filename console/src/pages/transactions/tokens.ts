import type { MeteredEvent } from "../../api/types";
import { percent, sum } from "../../format/number";

/** All input of a call: uncached, read from the cache and written to it. None when none of them is known. */
export function allInput(event: MeteredEvent): string | null {
  return sum(event.inputTokens, event.cacheReadTokens, event.cacheWriteTokens);
}

/** How much of the input came from the cache. */
export function cachedShare(event: MeteredEvent): string | null {
  return percent(event.cacheReadTokens, allInput(event));
}
