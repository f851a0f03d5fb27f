import { useRef } from "react";
import { type CellState, STATE_WORDS } from "./cells";
import type { Chosen } from "./chosen";
import type { MatrixRow } from "./matrixRows";
import { Row } from "./Row";
import { TotalRow } from "./TotalRow";
import type { MonthSum } from "./compared";
import { useLatestInView } from "./useLatestInView";
import { useMatrixKeys } from "./useMatrixKeys";

interface Props {
  month: string;
  rows: readonly MatrixRow[];
  sums: readonly MonthSum[];
  days: readonly string[];
  chosen: Chosen | null;
  onChoose: (cell: { day: string; provider: string; currency: string }) => void;
}

const LEGEND: CellState[] = ["agrees", "near", "off", "far", "open", "no-bill"];

/** Provider by day: how far bill and meter are apart. */
export function Matrix({ month, rows, sums, days, chosen, onChoose }: Props) {
  const table = useRef<HTMLTableElement>(null);
  useLatestInView(table, days);
  const { entry, onKeyDown, onFocus } = useMatrixKeys(table, rows, chosen);
  return (
    <>
      <div className="section-head">
        <h2>Bill against meter, by day</h2>
        <span className="grow" />
        <ul className="legend" aria-label="Legend">
          {LEGEND.map((state) => (
            <li key={state}>
              <i className={`cell cell-${state}`} aria-hidden="true" />
              {STATE_WORDS[state]}
            </li>
          ))}
          <li>
            <span aria-hidden="true">–</span>
            no bill to compare
          </li>
        </ul>
      </div>
      <div className="matrix-scroll">
        {/* Arrow keys move between the buttons in it; each can also be reached by the table's own commands. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <table className="matrix flush" aria-label="Bill against meter, by day" ref={table} onKeyDown={onKeyDown} onFocus={onFocus}>
          <thead>
            <tr>
              <th>{month}</th>
              {days.map((day) => (
                <th key={day} className="matrix-day">
                  {Number(day.slice(8))}
                </th>
              ))}
              <th className="number">Metered</th>
              <th className="number">Billed</th>
              <th className="number">Difference</th>
              <th className="number">%</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} days={days} chosen={chosen} entry={entry} onChoose={onChoose} />
            ))}
            {sums.map((sum) => (
              <TotalRow key={sum.currency} sum={sum} days={days.length} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
