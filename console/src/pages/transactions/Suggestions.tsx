import { formatCount } from "../../format/number";
import { filterLabel, opposite } from "./filters";
import { KeyName } from "./KeyName";
import type { Suggestion } from "./suggest";

interface Props {
  id: string;
  suggestions: readonly Suggestion[];
  /** The one that Enter takes. */
  at: number;
  onChoose: (suggestion: Suggestion, excludes: boolean) => void;
}

/** Dimensions and values under the field. With Shift a value is left out. */
export function Suggestions({ id, suggestions, at, onChoose }: Props) {
  const someValue = suggestions.some(({ name, value }) => value !== null && opposite(name) !== null);
  return (
    <div className="filter-suggestions">
      <ul id={id} role="listbox" aria-label="Suggestions">
        {suggestions.map((suggestion, index) => (
          <li
            key={`${suggestion.name} ${suggestion.value}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            // Before the input loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              onChoose(suggestion, event.shiftKey);
            }}
          >
            <span className="dim">
              {filterLabel(suggestion.name)}
              {suggestion.name.startsWith("not.") && " is not"}
            </span>
            <Value suggestion={suggestion} />
            {suggestion.events !== null && (
              <span className="dim tabular suggestion-count">
                {formatCount(suggestion.events)} {suggestion.inView ? "in view" : ""}
              </span>
            )}
          </li>
        ))}
      </ul>
      {someValue && (
        <p className="small dim suggestion-hint">
          <kbd>Shift</kbd> <kbd>⏎</kbd> leaves it out
        </p>
      )}
    </div>
  );
}

function Value({ suggestion: { name, value } }: { suggestion: Suggestion }) {
  if (value === null || name === "unpriced") return null;
  return <span className="clip">{name.endsWith("keyId") ? <KeyName id={value} /> : value}</span>;
}
