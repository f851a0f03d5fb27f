import type { RefObject } from "react";
import { Icon } from "../../ui/Icon";

/** Pixels from the top within which the newest rows count as in view. */
export const TOP = 60;

/** Back to the top of a list, where rows that arrive are seen. */
export function NewestButton({ scroller }: { scroller: RefObject<HTMLDivElement | null> }) {
  return (
    <button
      type="button"
      className="button button-quiet hide-narrow"
      onClick={() => scroller.current?.scrollTo({ top: 0 })}
    >
      <Icon name="arrowUp" />
      Newest
    </button>
  );
}
