import { useMemo, useState } from "react";

/** What tokens stand for where an element is; the element is given to `ref`. */
export function useTokenValues(names: readonly string[]): { ref: (element: HTMLElement | null) => void; values: Record<string, string> } {
  const [element, ref] = useState<HTMLElement | null>(null);
  const list = names.join(" ");
  const values = useMemo(() => {
    if (!element) return {};
    const styles = getComputedStyle(element);
    return Object.fromEntries(list.split(" ").map((name) => [name, styles.getPropertyValue(name).trim()]));
  }, [element, list]);
  return { ref, values };
}
