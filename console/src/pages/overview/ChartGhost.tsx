/** Room for a chart, shown only when the answer takes longer than a moment. */
export function ChartGhost({ height }: { height: number }) {
  return <div className="chart-ghost" style={{ height: height + 24 }} aria-hidden="true" />;
}
