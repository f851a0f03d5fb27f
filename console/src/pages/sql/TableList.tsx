import type { SqlTable } from "../../api/types";
import { Icon } from "../../ui/Icon";
import type { Example } from "./examples";

interface Props {
  examples: Example[];
  tables: readonly SqlTable[];
  /** The example whose text stands in the editor. */
  chosen: string | null;
  onExample: (example: Example) => void;
}

export function TableList({ examples, tables, chosen, onExample }: Props) {
  return (
    <aside className="sql-side" aria-label="Examples and tables">
      <h3>Examples</h3>
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <button
              type="button"
              className="sql-example"
              aria-current={example.title === chosen}
              onClick={() => onExample(example)}
            >
              <Icon name="sql" />
              <span className="clip">{example.title}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>Tables</h3>
      {tables.map((table) => (
        <details key={table.name} className="sql-table">
          <summary title={table.description ?? undefined}>
            <Icon name="chevronRight" />
            <b>{table.name}</b>
            <span className="dim">{table.columns.length}</span>
          </summary>
          {table.description && <p className="small mid">{table.description}</p>}
          <ul>
            {table.columns.map((column) => (
              <li key={column.name} title={column.description ?? undefined}>
                <span className="mono clip">{column.name}</span>
                <span className="dim clip">{column.type.toLowerCase()}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </aside>
  );
}
