import type { EChartsCoreOption } from "echarts/core";
import { type ReactNode, useMemo, useState } from "react";
import { ChartTable } from "./ChartTable";
import { type Layout, layOut, lineOf, middleOf } from "./layout";
import { MarkLabels } from "./MarkLabels";
import { headOf } from "./marks";
import { Plot } from "./Plot";
import { Readout } from "./Readout";
import { readoutOf, readoutOfStretch, sayReadout } from "./readoutText";
import type { ChartTheme } from "./theme";
import type { Bucket, Expected, Mark, Series, Units } from "./types";
import { useChartTheme } from "./useChartTheme";
import { type Stretch, useWalk } from "./useWalk";
import { useWidth } from "./useWidth";
import "./chart.css";

/** What every chart over buckets takes. */
export interface ChartProps {
  /** What the chart says, in a sentence: `Spend per day, 1–23 Nov: $37,065.53, most on 19 Nov`. */
  message: string;
  buckets: readonly Bucket[];
  series: readonly Series[];
  units: Units;
  marks?: readonly Mark[];
  /** A line that should not be crossed. */
  limit?: { value: string; label: string } | null;
  height?: number;
  /** Under the chart, at the left. */
  caption?: ReactNode;
  /** A bucket was chosen; its readout says what that does. */
  onOpen?: ((bucket: number) => void) | undefined;
  openHint?: string;
  /** A stretch of buckets was chosen, by dragging or with Shift and the arrow keys. */
  onRange?: ((stretch: Stretch) => void) | undefined;
}

interface Props extends ChartProps {
  expected?: readonly (Expected | null)[] | undefined;
  adds: boolean;
  extent: { highest: number; lowest: number };
  option: (layout: Layout, theme: ChartTheme) => EChartsCoreOption;
  /** Where the mark of a bucket points to. */
  topOf: (layout: Layout, bucket: number) => number;
  /** Words on the chart. */
  words?: (layout: Layout) => ReactNode;
}

const NO_MARKS: readonly Mark[] = [];

/** Around the canvas: what is read, walked, chosen and said of it. */
export function ChartFrame(props: Props) {
  const { message, buckets, series, units, expected, adds, extent, option, topOf, words } = props;
  const { marks = NO_MARKS, limit = null, height = 288, caption, onOpen, openHint = "Click or Enter opens events", onRange } = props;
  const { ref, width } = useWidth();
  const theme = useChartTheme();
  const [asTable, setAsTable] = useState(false);
  const limitAt = limit ? Number(limit.value) : null;
  const layout = useMemo(
    () =>
      layOut({
        width,
        height,
        buckets: buckets.length,
        highest: Math.max(extent.highest, limitAt ?? 0),
        lowest: extent.lowest,
        units,
        head: headOf(marks),
      }),
    [width, height, buckets.length, extent.highest, extent.lowest, limitAt, units, marks],
  );
  const drawing = useMemo(() => option(layout, theme), [option, layout, theme]);
  const { active, stretch, byKey, handlers } = useWalk({ layout, onOpen, onRange });
  const about = { buckets, series, expected, marks, units, adds };
  const readout = stretch ? readoutOfStretch(stretch, about) : active === null ? null : readoutOf(active, about);
  const hint = stretch ? (byKey ? "Enter looks at this part" : "Release to look at this part") : onOpen && openHint;

  return (
    <div className="chart" ref={ref}>
      {asTable ? (
        <ChartTable caption={message} buckets={buckets} series={series} expected={expected} units={units} adds={adds} height={height} />
      ) : (
        <div
          className={onOpen ? "chart-plot chart-plot-opens" : "chart-plot"}
          role="application"
          aria-roledescription="chart"
          aria-label={`${message}. Arrow keys walk through it.`}
          // An application takes keys.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          style={{ height }}
          {...handlers}
        >
          {active !== null && !stretch && (
            <i className="chart-active" style={{ left: layout.left + active * layout.band, width: layout.band, top: 0, bottom: layout.bottom }} />
          )}
          {width > 0 && <Plot option={drawing} lines={!adds} width={width} height={height} />}
          {stretch && (
            <i
              className="chart-stretch"
              style={{
                left: layout.left + stretch.from * layout.band,
                width: (stretch.to - stretch.from + 1) * layout.band,
                top: layout.top,
                bottom: layout.bottom,
              }}
            />
          )}
          {limit && limitAt !== null && (
            <span className="chart-limit" style={{ left: layout.left, right: layout.right, top: lineOf(layout, limitAt) }}>
              <span>{limit.label}</span>
            </span>
          )}
          {width > 0 && <MarkLabels marks={marks} layout={layout} topOf={(bucket) => topOf(layout, bucket)} />}
          {width > 0 && words?.(layout)}
          {readout && active !== null && <Readout {...readout} hint={hint} x={middleOf(layout, active)} width={width} />}
        </div>
      )}
      <div className="chart-foot">
        <span className="grow">
          {caption} {onRange && !asTable && <span className="hide-narrow">Drag to look at a part.</span>}
        </span>
        <button type="button" className="link" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as chart" : "Show as table"}
        </button>
      </div>
      <span className="visually-hidden" role="status">
        {readout && byKey ? sayReadout(readout) : ""}
      </span>
    </div>
  );
}
