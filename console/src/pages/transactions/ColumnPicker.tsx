import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { chosenColumns, COLUMN_GROUPS, columnsText, EVENT_COLUMNS } from "./eventColumns";

interface Props {
  /** As the address has it. */
  names: string | undefined;
  onChange: (names: string | undefined) => void;
}

/** Which of all columns are shown. */
export function ColumnPicker({ names, onChange }: Props) {
  const shown: ReadonlySet<string> = new Set(chosenColumns(names).map(({ id }) => id));
  const toggle = (id: string) => {
    const next = new Set(shown);
    if (!next.delete(id)) next.add(id);
    onChange(columnsText(next));
  };
  const count = `${shown.size} of ${EVENT_COLUMNS.length}`;
  return (
    <Popover
      className="button hide-narrow"
      title="Columns"
      label={`Columns: ${count}`}
      align="right"
      button={
        <>
          <Icon name="columns" />
          <span className="tabular">{count}</span>
        </>
      }
    >
      <div className="column-sheet">
        {COLUMN_GROUPS.map((group) => (
          <fieldset key={group}>
            <legend>{group}</legend>
            {EVENT_COLUMNS.filter((column) => column.group === group).map(({ id, label }) => (
              <label key={id} className="checkbox">
                <input
                  type="checkbox"
                  checked={shown.has(id)}
                  disabled={shown.size === 1 && shown.has(id)}
                  onChange={() => toggle(id)}
                />
                {label}
              </label>
            ))}
          </fieldset>
        ))}
        <button type="button" className="button button-small" disabled={names === undefined} onClick={() => onChange(undefined)}>
          Usual columns
        </button>
      </div>
    </Popover>
  );
}
