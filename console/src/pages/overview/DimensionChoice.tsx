import { Choice } from "../../ui/Choice";
import { useNarrow } from "../../ui/useNarrow";
import { type DimensionName, DIMENSIONS } from "./dimensions";

const OPTIONS = DIMENSIONS.map(({ value, label }) => ({ value, label }));
const LABEL = "Told apart by";

/** By what the bars are stacked. */
export function DimensionChoice({ value, onChange }: { value: DimensionName; onChange: (value: DimensionName) => void }) {
  const narrow = useNarrow();
  if (!narrow) return <Choice<DimensionName> label={LABEL} value={value} options={OPTIONS} onChange={onChange} />;
  return (
    <select className="input" aria-label={LABEL} value={value} onChange={(event) => onChange(event.target.value as DimensionName)}>
      {OPTIONS.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
