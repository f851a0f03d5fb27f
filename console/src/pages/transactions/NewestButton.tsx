import type { RefObject } from "react";
import { formatCount } from "../../format/number";
import { Icon } from "../../ui/Icon";
import type { Waiting } from "./useLivePages";

/** Pixels from the top within which the newest rows count as in view. */
export const TOP = 60;

interface Props {
  scroller: RefObject<HTMLDivElement | null>;
  /** What arrived meanwhile. */
  waiting?: Waiting;
}

/** Back to the top of a list, where rows that arrive are seen. */
export function NewestButton({ scroller, waiting }: Props) {
  const some = waiting && waiting.rows > 0;
  return (
    <button
      type="button"
      className={some ? "button newest-waiting" : "button button-quiet hide-narrow"}
      onClick={() => scroller.current?.scrollTo({ top: 0 })}
    >
      <Icon name="arrowUp" />
      {some ? `${formatCount(waiting.rows)}${waiting.orMore ? " or more" : ""} new` : "Newest"}
    </button>
  );
}
