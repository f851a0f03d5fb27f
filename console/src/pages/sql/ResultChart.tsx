import { useMemo, useState } from "react";
import type { SqlResult } from "../../api/types";
import { COUNT_UNITS, moneyUnits } from "../../ui/chart/units";
import type { ChartLook } from "./ChartChoice";
import type { Drawable } from "./chartOf";
import { RankChart } from "./RankChart";
import { TimeChart } from "./TimeChart";
import { isMoneyColumn } from "./unit";

interface Props {
  result: SqlResult;
  how: Drawable;
  look: Exclude<ChartLook, "none">;
  currency: string | null;
}

/** A result at a glance: one of its numbers by its text or its time. */
export function ResultChart({ result: { columns, rows }, how, look, currency }: Props) {
  const [wanted, setWanted] = useState("");
  const column = how.values.find((at) => columns[at]?.name === wanted) ?? how.values[0] ?? 0;
  const value = columns[column];
  const isMoney = value !== undefined && isMoneyColumn(value);
  const units = useMemo(() => (isMoney && currency ? moneyUnits(currency) : COUNT_UNITS), [isMoney, currency]);
  const by = `by ${columns[how.label]?.name ?? ""}`;
  const drawn = { rows, label: how.label, value: column, title: `${value?.name ?? ""} ${by}`, units };
  return (
    <aside className="result-chart" aria-label="Chart">
      {how.values.length > 1 ? (
        <label className="row result-chart-head">
          <select
            className="input"
            aria-label="What is drawn"
            value={value?.name}
            onChange={(event) => setWanted(event.target.value)}
          >
            {how.values.map((at) => (
              <option key={at}>{columns[at]?.name}</option>
            ))}
          </select>
          <b className="clip">{by}</b>
        </label>
      ) : (
        <h3 className="clip result-chart-head">{drawn.title}</h3>
      )}
      {how.along === "text" ? <RankChart {...drawn} /> : <TimeChart {...drawn} isLine={look === "line"} />}
    </aside>
  );
}
