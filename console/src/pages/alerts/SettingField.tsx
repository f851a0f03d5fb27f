import type { JsonSchema } from "../../api/types";
import { FormField } from "../../ui/FormField";
import { JsonInput } from "./JsonInput";
import { MapInput } from "./MapInput";
import { controlOf, settingLabel } from "./schema";

interface Props {
  name: string;
  schema: JsonSchema;
  value: unknown;
  required: boolean;
  error: string | null;
  onChange: (value: unknown) => void;
}

/** One setting of a rule, drawn from its JSON Schema. */
export function SettingField({ name, schema, value, required, error, onChange }: Props) {
  const control = controlOf(schema);
  const label = settingLabel(name, schema);
  if (control.kind === "switch") {
    return (
      <label className="checkbox setting-switch">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        <span>
          {label}
          {schema.description && <small>{schema.description}</small>}
        </span>
      </label>
    );
  }
  return (
    <FormField label={label} aside={required ? null : "optional"} help={schema.description} error={error}>
      {(attributes) => {
        switch (control.kind) {
          case "choice":
            return (
              <select
                {...attributes}
                className="input"
                value={value === undefined ? "" : String(value)}
                onChange={(event) => onChange(schema.enum?.find((one) => String(one) === event.target.value))}
              >
                {(!required || value === undefined) && <option value="">{required ? "Choose" : "Any"}</option>}
                {control.options.map((option) => (
                  <option key={option} value={option}>
                    {option.replaceAll("_", " ")}
                  </option>
                ))}
              </select>
            );
          case "map":
            return <MapInput id={attributes.id} value={value} onChange={onChange} />;
          case "list":
            return (
              <input
                {...attributes}
                className="input"
                placeholder="Separate by commas"
                value={Array.isArray(value) ? value.join(", ") : ""}
                onChange={(event) =>
                  onChange(event.target.value === "" ? undefined : event.target.value.split(",").map((one) => one.trim()))
                }
              />
            );
          case "json":
            return <JsonInput {...attributes} value={value} onChange={onChange} />;
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
                onChange={(event) =>
                  onChange(Number.isNaN(event.target.valueAsNumber) ? undefined : event.target.valueAsNumber)
                }
              />
            );
          default:
            return (
              <input
                {...attributes}
                className="input"
                autoComplete="off"
                placeholder={typeof schema.examples?.[0] === "string" ? schema.examples[0] : undefined}
                value={typeof value === "string" ? value : ""}
                onChange={(event) => onChange(event.target.value)}
              />
            );
        }
      }}
    </FormField>
  );
}
