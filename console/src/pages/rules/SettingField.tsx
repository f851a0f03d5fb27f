import type { JsonSchema } from "../../api/types";
import { FormField } from "../../ui/FormField";
import { JsonInput } from "./JsonInput";
import { MapInput } from "./MapInput";
import { RowsInput } from "./RowsInput";
import { controlOf, settingLabel } from "./schema";
import { SettingControl } from "./SettingControl";
import { helpOf } from "./words";

interface Props {
  name: string;
  /** What comes with Outlay has words of its own for its values. */
  builtin: string | null;
  schema: JsonSchema;
  value: unknown;
  required: boolean;
  error: string | null;
  onChange: (value: unknown) => void;
}

/** One setting of a rule, drawn from its JSON Schema. */
export function SettingField({ name, builtin, schema, value, required, error, onChange }: Props) {
  const control = controlOf(schema);
  const label = settingLabel(name, schema);
  const help = helpOf(builtin, name) ?? schema.description;
  if (control.kind === "switch") {
    return (
      <label className="checkbox setting-switch">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        <span>
          {label}
          {help && <small>{help}</small>}
        </span>
      </label>
    );
  }
  return (
    <FormField label={label} aside={required ? null : "optional"} help={help} error={error}>
      {(attributes) => {
        switch (control.kind) {
          case "map":
            return <MapInput id={attributes.id} value={value} onChange={onChange} />;
          case "rows":
            return (
              <RowsInput attributes={attributes} label={label} items={control.items} value={value} onChange={onChange} />
            );
          case "json":
            return <JsonInput {...attributes} value={value} onChange={onChange} />;
          default:
            return (
              <SettingControl
                attributes={attributes}
                control={control}
                schema={schema}
                value={value}
                required={required}
                onChange={onChange}
              />
            );
        }
      }}
    </FormField>
  );
}
