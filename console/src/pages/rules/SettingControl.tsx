import type { JsonSchema } from "../../api/types";
import type { Control } from "./schema";
import { wordOf } from "./words";

interface Props {
  /** What an empty text shows, unless the schema has an example. */
  placeholder?: string;
  attributes: { id?: string; "aria-label"?: string; "aria-describedby"?: string; "aria-invalid"?: boolean };
  control: Control;
  schema: JsonSchema;
  value: unknown;
  required: boolean;
  onChange: (value: unknown) => void;
}

/** The control of a choice, a list, a number or a text. */
export function SettingControl({ attributes, placeholder, control, schema, value, required, onChange }: Props) {
  switch (control.kind) {
    case "choice":
      return (
        <select
          {...attributes}
          className="input"
          value={value === undefined || value === null ? "" : String(value)}
          onChange={(event) => onChange(schema.enum?.find((one) => String(one) === event.target.value))}
        >
          {(!required || value === undefined) && <option value="">{required ? "Choose" : "Any"}</option>}
          {control.options.map((option) => (
            <option key={option} value={option}>
              {wordOf(option)}
            </option>
          ))}
        </select>
      );
    case "list":
      return (
        <input
          {...attributes}
          className="input"
          autoComplete="off"
          placeholder="Separate by commas"
          value={Array.isArray(value) ? value.join(", ") : ""}
          onChange={(event) =>
            onChange(event.target.value === "" ? undefined : event.target.value.split(",").map((one) => one.trim()))
          }
        />
      );
    case "number":
      return (
        <input
          {...attributes}
          className="input tabular"
          type="number"
          step={control.whole ? 1 : "any"}
          min={schema.minimum}
          max={schema.maximum}
          value={typeof value === "number" ? value : ""}
          onChange={(event) => onChange(Number.isNaN(event.target.valueAsNumber) ? undefined : event.target.valueAsNumber)}
        />
      );
    default:
      return (
        <input
          {...attributes}
          className="input"
          autoComplete="off"
          placeholder={typeof schema.examples?.[0] === "string" ? schema.examples[0] : placeholder}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
