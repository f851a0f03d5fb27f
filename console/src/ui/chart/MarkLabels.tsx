import { Link } from "@tanstack/react-router";
import { type Layout, middleOf } from "./layout";
import { LANE, placeMarks } from "./marks";
import type { Mark } from "./types";

interface Props {
  marks: readonly Mark[];
  layout: Layout;
  /** Where the bar of a bucket ends. */
  topOf: (bucket: number) => number;
}

/** What a reader would ask, over the bars: at most three labels, the other marks on the axis. */
export function MarkLabels({ marks, layout, topOf }: Props) {
  const placed = placeMarks(marks, layout, topOf);
  const others = marks.filter((mark) => !placed.some(({ mark: { id } }) => id === mark.id));
  return (
    <>
      {placed.map(({ mark, x, left, width, top, end }) => (
        <div key={mark.id}>
          <i className="chart-mark-line" style={{ left: x, top: top + LANE, height: Math.max(end - top - LANE, 0) }} />
          <span className={mark.strong ? "chart-mark chart-mark-strong" : "chart-mark"} style={{ left, width, top }} title={mark.label}>
            {mark.link ? <Link {...mark.link}>{mark.label}</Link> : mark.label}
          </span>
        </div>
      ))}
      {others.map((mark) => (
        <i
          key={mark.id}
          className="chart-mark-dot"
          style={{ left: middleOf(layout, mark.bucket), top: layout.height - layout.bottom - 3 }}
          title={mark.label}
        />
      ))}
    </>
  );
}
