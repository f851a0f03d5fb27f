import type { Part } from "./sentence";

interface Props {
  part: Extract<Part, { kind: "number" }>;
  onChange: (value: number | undefined) => void;
}

/** A whole number, typed where it stands. */
export function NumberPart({ part: { label, value }, onChange }: Props) {
  const text = String(value);
  return (
    <label className="inl inl-field">
      <input
        aria-label={label}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        size={Math.max(text.length, 2)}
        value={text}
        onChange={(event) => {
          const digits = event.target.value.replaceAll(/\D/g, "");
          onChange(digits === "" ? undefined : Number(digits));
        }}
      />
    </label>
  );
}
