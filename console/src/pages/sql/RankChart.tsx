import { formatCount } from "../../format/number";
import { RankBars, type RankRow } from "../../ui/chart/RankBars";
import type { Units } from "../../ui/chart/types";
import { Unknown } from "../../ui/Unknown";
import { decimalOf } from "./chartOf";

const MOST = 20;

interface Props {
  rows: unknown[][];
  /** Columns of the name and of the number. */
  label: number;
  value: number;
  title: string;
  units: Units;
}

/** The first rows as bars, in the order of the result. */
export function RankChart({ rows, label, value, title, units }: Props) {
  const shown = rows.slice(0, MOST);
  const bars = shown.map((row, at): RankRow => {
    const amount = decimalOf(row[value]);
    const name = row[label];
    return {
      id: String(at),
      label: name === null ? <Unknown>NULL</Unknown> : <span title={String(name)}>{String(name)}</span>,
      amount,
      value: amount === null ? <span className="mid">unknown</span> : units.write(amount),
    };
  });
  return (
    <>
      <RankBars label={title} rows={bars} />
      {rows.length > MOST && (
        <p className="small mid">
          First {MOST} of {formatCount(rows.length)} rows
        </p>
      )}
    </>
  );
}
