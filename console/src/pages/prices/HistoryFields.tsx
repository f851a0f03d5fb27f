import type { HistoryScope } from "../../api/types";
import { FormField } from "../../ui/FormField";

interface Props {
  scope: Record<string, string>;
  /** The names of the fields that are shown. */
  fields: [name: string, label: string][];
  onChange: (scope: Record<string, string>) => void;
}

/** Which events of the past. */
export function HistoryFields({ scope, fields, onChange }: Props) {
  return (
    <div className="history-fields">
      {fields.map(([name, label]) => (
        <FormField key={name} label={label}>
          {(control) => (
            <input
              {...control}
              className="input"
              type={name === "from" || name === "to" ? "date" : "text"}
              placeholder={name === "from" || name === "to" ? undefined : "all"}
              autoComplete="off"
              value={scope[name] ?? ""}
              onChange={(event) => onChange({ ...scope, [name]: event.target.value })}
            />
          )}
        </FormField>
      ))}
    </div>
  );
}

const valueOf = (name: string, text: string) => (name === "from" || name === "to" ? `${text}T00:00:00Z` : text.trim());

/** As the API takes it: days begin at midnight, UTC. */
export function scopeOf(scope: Record<string, string>): HistoryScope {
  const given = Object.entries(scope).filter(([, text]) => text.trim());
  return Object.fromEntries(given.map(([name, text]) => [name, valueOf(name, text)]));
}
