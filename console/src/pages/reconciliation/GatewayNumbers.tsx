import { sumKnown } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { itemsOf } from "./compared";
import type { MatrixRow } from "./matrixRows";

/** What a gateway says of calls that their providers tell, too, in four cells. */
export function GatewayNumbers({ row }: { row: MatrixRow }) {
  const told = sumKnown(itemsOf(row).filter(({ open }) => !open).map(({ billed }) => billed));
  return (
    <>
      <td className="number">
        <span title="Its calls are metered under the providers that served them">–</span>
      </td>
      <td className="number">{told === null ? "–" : formatMoney(told, row.currency)}</td>
      <td className="number">–</td>
      <td className="number">not added</td>
    </>
  );
}
