import { useEffect, useRef } from "react";
import type { JsonSchema } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { controlOf, rowFields, type SettingRow, settingLabel } from "./schema";
import { SettingControl } from "./SettingControl";

interface Props {
  attributes: { id: string; "aria-describedby": string; "aria-invalid": boolean };
  label: string;
  items: JsonSchema;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** A list of objects: a row each, with a control for each of its fields. */
export function RowsInput({ attributes, label, items, value, onChange }: Props) {
  const rows = Array.isArray(value) ? (value as SettingRow[]) : [];
  const root = useRef<HTMLFieldSetElement>(null);
  const focus = useRef<"last" | "add" | null>(null);
  // A new row is typed into at once; after a row went, the focus must be somewhere.
  useEffect(() => {
    const at = focus.current === "last" ? ".rows-input-row:last-of-type :is(select, input)" : ".rows-input-add";
    if (focus.current) root.current?.querySelector<HTMLElement>(at)?.focus();
    focus.current = null;
  });
  const replace = (at: number, row: SettingRow) => onChange(rows.map((old, index) => (index === at ? row : old)));
  const change = (at: number, name: string, field: unknown) => {
    const changed = { ...rows[at], [name]: field };
    // What has no control any more must not be sent.
    const shown = rowFields(items, changed);
    replace(at, Object.fromEntries(Object.entries(changed).filter(([one]) => shown.includes(one) || !items.properties?.[one])));
  };
  return (
    <fieldset ref={root} className="rows-input" aria-label={label} aria-describedby={attributes["aria-describedby"]}>
      {rows.map((row, index) => (
        // A row is its place: it has nothing else that stays while it is typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="rows-input-row" role="group" aria-label={`${label}, ${index + 1}`}>
          {rowFields(items, row).map((name) => {
            const schema = items.properties?.[name] ?? {};
            const control = controlOf(schema);
            const about = settingLabel(name, schema);
            const set = (field: unknown) => change(index, name, field);
            return control.kind === "switch" ? (
              <label key={name} className="checkbox">
                <input type="checkbox" checked={row[name] === true} onChange={(event) => set(event.target.checked)} />
                {about}
              </label>
            ) : (
              <SettingControl
                key={name}
                placeholder={about}
                attributes={{ "aria-label": about, "aria-invalid": attributes["aria-invalid"] }}
                control={control}
                schema={schema}
                value={row[name]}
                required={items.required?.includes(name) ?? false}
                onChange={set}
              />
            );
          })}
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${index + 1} of ${label}`}
            onClick={() => {
              focus.current = "add";
              onChange(rows.filter((_, at) => at !== index));
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button
        id={attributes.id}
        type="button"
        className="button button-small rows-input-add"
        aria-label={`Add to ${label}`}
        onClick={() => {
          focus.current = "last";
          onChange([...rows, {}]);
        }}
      >
        <Icon name="plus" />
        Add
      </button>
    </fieldset>
  );
}
