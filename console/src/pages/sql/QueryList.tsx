import { Icon } from "../../ui/Icon";
import type { SavedQuery } from "./store";

interface Props {
  title: string;
  queries: readonly SavedQuery[];
  /** The one that stands in the editor. */
  chosen: string | null;
  onOpen: (query: SavedQuery) => void;
  onForget?: (name: string) => void;
}

/** Queries under their names. */
export function QueryList({ title, queries, chosen, onOpen, onForget }: Props) {
  return (
    <section className="sql-list" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {queries.map((query) => (
          <li key={query.name} className="row">
            <button
              type="button"
              className="sql-query"
              aria-current={query.name === chosen}
              onClick={() => onOpen(query)}
            >
              <Icon name={onForget ? "bookmark" : "sql"} />
              <span className="clip">{query.name}</span>
            </button>
            {onForget && (
              <button
                type="button"
                className="icon-button"
                aria-label={`Forget ${query.name}`}
                title={`Forget ${query.name}`}
                onClick={() => onForget(query.name)}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
