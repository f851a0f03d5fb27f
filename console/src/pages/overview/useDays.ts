import { useMemo } from "react";
import type { Days } from "../../ui/range";

/** The same object for the same days. */
export function useDays({ from, to }: Days): Days {
  return useMemo(() => ({ from, to }), [from, to]);
}
