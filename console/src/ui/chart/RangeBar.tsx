import type { Decimal } from "../../api/types";
import "./chart.css";

interface Props {
  /** What is there already. */
  done: Decimal;
  /** Where it is expected to end; none is not known. */
  range: { low: Decimal; high: Decimal } | null;
  limit: Decimal | null;
  /** The same in words. */
  label: string;
}

const WIDTH = 360;
const ROOM = 1.06;

/** How far something came, where it is expected to end, and where it should not go beyond. */
export function RangeBar({ done, range, limit, label }: Props) {
  const ends = [done, range?.high ?? "0", limit ?? "0"].map(Number);
  const most = Math.max(...ends) * ROOM;
  const at = (amount: Decimal) => (most > 0 ? Math.max((Number(amount) / most) * WIDTH, 0) : 0);
  return (
    <svg className="range-bar" viewBox={`0 0 ${WIDTH} 22`} role="img" aria-label={label}>
      <defs>
        <pattern id="range-bar-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="5" />
        </pattern>
      </defs>
      <rect className="range-bar-ground" x="0" y="6" width={WIDTH} height="10" />
      <rect className="range-bar-done" x="0" y="6" width={at(done)} height="10" />
      {range && (
        <>
          <line className="range-bar-way" x1={at(done)} x2={at(range.low)} y1="11" y2="11" />
          <rect className="range-bar-range" x={at(range.low)} y="6.5" width={Math.max(at(range.high) - at(range.low), 2)} height="9" />
        </>
      )}
      {limit && <line className="range-bar-limit" x1={at(limit)} x2={at(limit)} y1="1" y2="21" />}
    </svg>
  );
}
