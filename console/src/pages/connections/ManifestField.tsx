import type { Field } from "../../api/types";
import { FormField } from "../../ui/FormField";

interface Props {
  field: Field;
  value: string;
  /** What is known of the stored secret. */
  stored?: { length: number; setOn: string } | undefined;
  error: string | null;
  onChange: (value: string) => void;
}

/** One field as the connector's manifest describes it. A secret's length is shown, never the secret. */
export function ManifestField({ field, value, stored, error, onChange }: Props) {
  const optional = field.required ? null : "optional";
  const length = field.secret && value ? `${[...value].length} characters` : null;
  const keeps = stored ? `Stored: ${stored.length} characters, set ${stored.setOn}. Leave empty to keep it.` : null;
  const multiline = field.secret && /json|private key|pem/i.test(`${field.label} ${field.help}`);
  return (
    <FormField
      label={field.label}
      aside={length ?? optional}
      error={error}
      help={
        <>
          {field.help} {keeps}
        </>
      }
    >
      {(control) => {
        if (field.options.length > 0) {
          return (
            <select {...control} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
              {(!field.required || value === "") && <option value="">Choose</option>}
              {field.options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </select>
          );
        }
        if (multiline) {
          return (
            <textarea
              {...control}
              className="input mono secret-text"
              rows={3}
              autoComplete="off"
              spellCheck={false}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          );
        }
        return (
          <input
            {...control}
            className={field.secret ? "input mono" : "input"}
            type={field.secret ? "password" : "text"}
            autoComplete={field.secret ? "new-password" : "off"}
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        );
      }}
    </FormField>
  );
}
