import type { Reconciled } from "../../api/types";
import { formatDate } from "../../format/time";
import { Glyph } from "../../ui/Glyph";
import { type CellState, cellState, driftShare, type MatrixRow, STATE_WORDS, shortShare } from "./cells";

interface Props {
  rows: readonly MatrixRow[];
  days: readonly string[];
  chosen: Reconciled | null;
  onChoose: (item: Reconciled) => void;
}

const LEGEND: CellState[] = ["agrees", "near", "off", "far", "open", "no-bill"];

/** Provider by day: how far bill and meter are apart. */
export function Matrix({ rows, days, chosen, onChoose }: Props) {
  return (
    <>
      <div className="section-head">
        <h2>Bill against meter, by day</h2>
        <ul className="legend" aria-label="Legend">
          {LEGEND.map((state) => (
            <li key={state}>
              <i className={`cell cell-${state}`} aria-hidden="true" />
              {STATE_WORDS[state]}
            </li>
          ))}
        </ul>
      </div>
      <div className="matrix-scroll">
        <table className="matrix">
          <thead>
            <tr>
              <th>Provider</th>
              {days.map((day) => (
                <th key={day} className="matrix-day">
                  {Number(day.slice(8))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.provider} ${row.currency}`}>
                <th scope="row">
                  <span className="row">
                    <Glyph provider={row.provider} />
                    <span className="clip">{row.provider}</span>
                    {row.currency !== "USD" && <span className="dim small">{row.currency}</span>}
                  </span>
                </th>
                {days.map((day) => (
                  <td key={day}>
                    <Cell item={row.days.get(day)} isChosen={chosen !== null && row.days.get(day) === chosen} onChoose={onChoose} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Cell({ item, isChosen, onChoose }: { item: Reconciled | undefined; isChosen: boolean; onChoose: Props["onChoose"] }) {
  const state = cellState(item);
  if (!item) {
    return (
      <span className="dim" aria-label="nothing">
        –
      </span>
    );
  }
  const share = driftShare(item.drift, item.billed);
  const text = share !== null && (state === "off" || state === "far") ? shortShare(share) : "";
  const words = `${item.provider}, ${formatDate(item.day)}: ${STATE_WORDS[state]}${text && `, ${text} %`}`;
  return (
    <button
      type="button"
      className={`cell cell-${state}`}
      aria-pressed={isChosen}
      aria-label={words}
      title={words}
      onClick={() => onChoose(item)}
    >
      {text}
    </button>
  );
}
