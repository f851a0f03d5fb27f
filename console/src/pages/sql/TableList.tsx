import type { SqlTable } from "../../api/types";
import { formatShort } from "../../format/number";
import { Icon } from "../../ui/Icon";
import { typeText } from "./unit";

interface Props {
  tables: readonly SqlTable[];
  /** How many rows a table has; none of a view. */
  rowsOf: (table: string) => string | null;
  onOpen: (sql: string) => void;
  onInsert: (text: string) => void;
}

/** What there is to ask. A column goes into the query where the cursor stands. */
export function TableList({ tables, rowsOf, onOpen, onInsert }: Props) {
  return (
    <section className="sql-list" aria-label="Tables">
      <h3>Tables</h3>
      {tables.map(({ name, description, columns }) => {
        const rows = rowsOf(name);
        return (
          <details key={name} className="sql-table">
            <summary>
              <Icon name="chevronRight" />
              <b className="clip">{name}</b>
              <span className="dim nowrap">{rows !== null && `${formatShort(rows)} ${rows === "1" ? "row" : "rows"}`}</span>
            </summary>
            <p className="small mid">
              {description}{" "}
              <button type="button" className="link" onClick={() => onOpen(`SELECT *\nFROM   ${name}\nLIMIT  100`)}>
                First 100 rows
              </button>
            </p>
            <ul>
              {columns.map((column) => (
                <li key={column.name}>
                  <button type="button" className="sql-column" title={column.description} onClick={() => onInsert(column.name)}>
                    <span className="mono clip">{column.name}</span>
                    <span className="dim clip">{typeText(column.type)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}
