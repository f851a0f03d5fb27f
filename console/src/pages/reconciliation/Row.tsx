import { formatMoney } from "../../format/money";
import { formatDate } from "../../format/time";
import { providerLook } from "../../provider";
import { Cell } from "./Cell";
import type { Chosen } from "./chosen";
import { comparedOf, itemsOf } from "./compared";
import { GatewayNumbers } from "./GatewayNumbers";
import type { MatrixRow } from "./matrixRows";
import { NoBillNumbers } from "./NoBillNumbers";
import { RowNumbers } from "./RowNumbers";
import { cellId } from "./useMatrixKeys";

interface Props {
  row: MatrixRow;
  days: readonly string[];
  chosen: Chosen | null;
  /** The one cell of the matrix that Tab stops at. */
  entry: string | null;
  onChoose: (cell: { day: string; provider: string; currency: string }) => void;
}

/** A provider's month. */
export function Row({ row, days, chosen, entry, onChoose }: Props) {
  const isOff = row.kind !== "compared";
  return (
    <tr className={isOff ? "matrix-off" : undefined}>
      <th scope="row">
        <span className="row">
          <i className="swatch" style={{ background: providerLook(row.provider).colour }} />
          <span className="clip" title={row.label}>
            {row.label}
          </span>
          {row.currency !== "USD" && <span className="dim small">{row.currency}</span>}
        </span>
      </th>
      {days.map((day) => {
        const item = row.days.get(day);
        return (
          <td key={day} className="matrix-cell">
            {row.kind === "compared" && item ? (
              <Cell
                id={cellId(row, day)}
                label={row.label}
                item={item}
                isChosen={chosen?.item === item && chosen.row.key === row.key}
                isEntry={entry === cellId(row, day)}
                onOpen={() => onChoose({ day: item.day, provider: item.provider, currency: item.currency })}
              />
            ) : (
              <Still row={row} day={day} />
            )}
          </td>
        );
      })}
      <Numbers row={row} />
    </tr>
  );
}

/** A day that opens nothing. */
function Still({ row, day }: { row: MatrixRow; day: string }) {
  const { kind, currency } = row;
  const item = row.days.get(day);
  if (kind === "gateway" && item && item.billed !== null) {
    const words = `${formatDate(day)}: ${formatMoney(item.billed, currency)}, counted upstream`;
    return <i className={item.open ? "cell cell-open" : "cell cell-told"} role="img" aria-label={words} title={words} />;
  }
  if (kind === "pending") return <i className="cell cell-open" role="img" aria-label="after the first sync" title="After the first sync" />;
  return (
    <span className="dim" aria-hidden="true">
      –
    </span>
  );
}

function Numbers({ row }: { row: MatrixRow }) {
  const compared = comparedOf(itemsOf(row));
  if (row.kind === "gateway") return <GatewayNumbers row={row} />;
  return compared ? <RowNumbers compared={compared} currency={row.currency} /> : <NoBillNumbers row={row} />;
}
