import { type RefObject, useLayoutEffect } from "react";

/** Where not all days fit, the latest are what is seen first. */
export function useLatestInView(table: RefObject<HTMLTableElement | null>, days: readonly string[]) {
  useLayoutEffect(() => {
    const last = table.current?.rows[0]?.cells[days.length];
    const box = table.current?.parentElement;
    if (last && box) box.scrollTo({ left: last.offsetLeft + last.offsetWidth - box.clientWidth });
  }, [table, days]);
}
