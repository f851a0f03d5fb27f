import type { MonthSum } from "./compared";
import { RowNumbers } from "./RowNumbers";

/** Of all providers that count, in one currency. */
export function TotalRow({ sum: { compared, currency }, days }: { sum: MonthSum; days: number }) {
  if (!compared) return null;
  return (
    <tr className="total-row">
      <th scope="row">Days with a final bill</th>
      <td colSpan={days} />
      <RowNumbers compared={compared} currency={currency} />
    </tr>
  );
}
