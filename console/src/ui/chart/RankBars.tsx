import type { ReactNode } from "react";
import type { Decimal } from "../../api/types";
import "./chart.css";

export interface RankRow {
  id: string;
  label: ReactNode;
  /** For the length of the bar; null is not known. */
  amount: Decimal | null;
  /** As it is written. */
  value: ReactNode;
  /** Of the bar, where it is a provider's. */
  colour?: string;
  /** Several values together, or what has none: a lighter bar. */
  rest?: boolean;
}

interface Props {
  /** What is ranked, for who does not see the heading. */
  label: string;
  rows: readonly RankRow[];
  total?: ReactNode;
  /** What the total is of. */
  totalLabel?: ReactNode;
}

/** Amounts by rank, with a total that they add up to. */
export function RankBars({ label, rows, total, totalLabel = "Total" }: Props) {
  const most = Math.max(0, ...rows.map(({ amount }) => Number(amount ?? 0)));
  return (
    <table className="rank flush" aria-label={label}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className="clip">
              {row.label}
            </th>
            <td className="rank-bar">
              {row.amount === null ? (
                <i className="chart-hatched" />
              ) : (
                <i
                  className={row.rest ? "rank-rest" : undefined}
                  style={{
                    width: `${most > 0 ? Math.max((Number(row.amount) / most) * 100, 0) : 0}%`,
                    ...(row.colour && !row.rest && { background: row.colour }),
                  }}
                />
              )}
            </td>
            <td className="number">{row.value}</td>
          </tr>
        ))}
        {total !== undefined && (
          <tr className="rank-total">
            <th scope="row">{totalLabel}</th>
            <td className="number" colSpan={2}>
              {total}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
