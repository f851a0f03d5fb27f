import type { Alert } from "../../api/types";
import { serverMilliseconds } from "../../clock";
import { formatDuration } from "../../format/time";
import { Figure } from "../../ui/Figure";
import { TimeText } from "../../ui/TimeText";

const SECOND = 1_000;

/** From when it opened until it closed, or now. */
export function LastedFigure({ alert: { openedAt, closedAt } }: { alert: Alert }) {
  const lasted = (closedAt === null ? serverMilliseconds() : Date.parse(closedAt)) - Date.parse(openedAt);
  return (
    <Figure
      label={closedAt === null ? "Open for" : "Lasted"}
      meaning={
        closedAt !== null && (
          <>
            until <TimeText at={closedAt} />
          </>
        )
      }
    >
      {lasted < SECOND ? "one moment" : formatDuration(lasted)}
    </Figure>
  );
}
