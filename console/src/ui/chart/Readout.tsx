import type { ReactNode } from "react";

export interface ReadoutRow {
  id: string;
  label: string;
  value: ReactNode;
  /** Of the series; none for what is no series. */
  colour?: string;
}

export interface ReadoutText {
  title: string;
  rows: ReadoutRow[];
  total?: { label: string; value: string };
  /** Marks of the bucket. */
  notes: string[];
  hint?: string | undefined;
}

interface Props extends ReadoutText {
  /** The middle of the bucket, and how wide the chart is. */
  x: number;
  width: number;
}

const ROOM = 250;

/** What one bucket holds, in the order of the stack. */
export function Readout({ x, width, title, rows, total, notes, hint }: Props) {
  const toTheLeft = x + ROOM > width && x > width / 2;
  return (
    <div className="chart-readout" style={toTheLeft ? { right: width - x + 14 } : { left: x + 14 }} aria-hidden="true">
      <b>{title}</b>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <dl>
        {rows.map((row) => (
          <div key={row.id}>
            <dt>
              <i className={row.colour ? "swatch" : "swatch chart-hatched"} style={row.colour ? { background: row.colour } : undefined} />
              <span className="clip">{row.label}</span>
            </dt>
            <dd>{row.value}</dd>
          </div>
        ))}
        {total && (
          <div className="chart-readout-total">
            <dt>{total.label}</dt>
            <dd>{total.value}</dd>
          </div>
        )}
      </dl>
      {hint && <p className="chart-readout-hint">{hint}</p>}
    </div>
  );
}
