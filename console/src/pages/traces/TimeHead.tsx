import { formatDuration } from "../../format/time";
import { ticks } from "./ticks";
import type { TimeAxis } from "./timeAxis";

const MOST = 5;
/** Share of the width from which there is no room for words. */
const END = 0.94;

/** Times since the beginning, over the waterfall. Beside waits that are drawn short, the moments where work goes on. */
export function TimeHead({ axis }: { axis: TimeAxis }) {
  const { from, to, waits } = axis;
  const moments = waits.length > 0 ? [from, ...waits.map((wait) => wait.to)] : ticks(to - from, MOST).map((after) => from + after);
  return (
    <span className="time-head">
      <span className="visually-hidden">Time since the beginning</span>
      {moments.filter((moment) => axis.at(moment) < END).map((moment) => (
        <span key={moment} style={{ left: `${(axis.at(moment) * 100).toFixed(2)}%` }} aria-hidden="true">
          {moment === from ? "0" : formatDuration(moment - from)}
        </span>
      ))}
    </span>
  );
}
