import type { Bucket, Expected, Series, Units } from "./types";
import { totalOf, valueOf, writeValue } from "./readoutText";

interface Props {
  caption: string;
  buckets: readonly Bucket[];
  series: readonly Series[];
  expected?: readonly (Expected | null)[] | undefined;
  units: Units;
  adds: boolean;
  /** As high as the chart, so that nothing moves. */
  height: number;
}

/** The numbers behind a chart. */
export function ChartTable({ caption, buckets, series, expected, units, adds, height }: Props) {
  const total = adds && series.length > 1;
  return (
    // Scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="chart-table" role="region" aria-label={caption} tabIndex={0} style={{ height }}>
      <table className="flush">
        <thead>
          <tr>
            <th>Period</th>
            {series.map(({ id, label }) => (
              <th key={id} className="number">
                {label}
              </th>
            ))}
            {total && <th className="number">Total</th>}
            {expected && <th className="number">Expected</th>}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket, at) => {
            const more = expected?.[at];
            return (
              <tr key={bucket.id}>
                <th scope="row">{[bucket.title, bucket.incomplete].filter(Boolean).join(", ")}</th>
                {series.map((one) => {
                  const { value, unpriced } = valueOf(one, at);
                  return (
                    <td key={one.id} className="number">
                      {writeValue(value, unpriced, units) ?? <span className="dim">–</span>}
                    </td>
                  );
                })}
                {total && <td className="number">{totalOf(series, at, units) ?? <span className="dim">–</span>}</td>}
                {expected && <td className="number dim">{more ? `${units.write(more.low)} – ${units.write(more.high)}` : ""}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
