import { formatCount } from "../../format/number";
import type { EventRange } from "../transactions/eventRange";
import type { DimensionName } from "../transactions/filters";
import { useValues } from "../transactions/useValues";

interface Props {
  dimension: DimensionName;
  label: string;
  /** What stands for no value. */
  all: string;
  value: string | undefined;
  range: EventRange;
  onChange: (value: string | undefined) => void;
}

/** A choice of the values of a dimension, those of most events first. */
export function ValueSelect({ dimension, label, all, value, range, onChange }: Props) {
  const values = useValues({ dimension, typed: "" }, range) ?? [];
  const known = value === undefined || values.some((one) => one.value === value);
  return (
    <select className="input trace-select" aria-label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
      <option value="">{all}</option>
      {!known && <option value={value}>{value}</option>}
      {values.map((one) => (
        <option key={one.value} value={one.value}>
          {one.value} ({formatCount(one.events)})
        </option>
      ))}
    </select>
  );
}
