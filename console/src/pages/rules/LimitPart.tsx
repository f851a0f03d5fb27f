import { isLimit } from "./limit";
import type { Part } from "./sentence";

interface Props {
  part: Extract<Part, { kind: "limit" }>;
  onChange: (value: string) => void;
}

/** The limit, typed where it stands. */
export function LimitPart({ part, onChange }: Props) {
  const { unit, value, label } = part;
  const isWrong = !isLimit(value);
  return (
    <label className={isWrong ? "inl inl-field inl-wrong" : "inl inl-field"}>
      {unit.before && <span aria-hidden="true">{unit.before}</span>}
      <input
        aria-label={label}
        aria-invalid={isWrong}
        inputMode="decimal"
        autoComplete="off"
        maxLength={30}
        size={Math.max(value.length, 2)}
        value={value}
        onChange={(event) => onChange(event.target.value.replaceAll(",", "").trim())}
      />
      {unit.after === "%" && <span aria-hidden="true">%</span>}
    </label>
  );
}
