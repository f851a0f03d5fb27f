import { type KeyboardEvent, type Ref, useId, useState } from "react";
import type { MeteredEvent } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { describeFilter, type FilterName, type Filters, filterLabel, readEntry, type Suggestion, suggest } from "./filters";
import { filterEntries } from "./search";

interface Props {
  filters: Filters;
  rows: readonly MeteredEvent[];
  input: Ref<HTMLInputElement>;
  onSet: (name: FilterName, value: string | undefined) => void;
}

/** Tokens of dimension, operator and value. Enter adds one, Backspace takes the last away. */
export function FilterBar({ filters, rows, input, onSet }: Props) {
  const [text, setText] = useState("");
  const [focused, setFocused] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const entries = filterEntries(filters);
  const suggestions = focused ? suggest(text, rows) : [];

  const add = (name: FilterName, value: string) => {
    onSet(name, value);
    setText("");
    setAt(-1);
  };
  const choose = (suggestion: Suggestion) => {
    if (suggestion.value !== null) return add(suggestion.name, suggestion.value);
    setText(`${filterLabel(suggestion.name)}:`);
    setAt(-1);
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = suggestions[at];
    const lastEntry = entries.at(-1);
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, suggestions.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, -1));
    else if (event.key === "Enter" && chosen) choose(chosen);
    else if (event.key === "Enter") {
      const entry = readEntry(text);
      if (entry) add(entry.name, entry.value);
    } else if (event.key === "Backspace" && text === "" && lastEntry) onSet(lastEntry[0], undefined);
    else if (event.key === "Escape") event.currentTarget.blur();
    else return;
    event.preventDefault();
  };

  return (
    <div className="filter-bar">
      <Icon name="filter" />
      {entries.map(([name, value]) => (
        <Token key={name} name={name} value={value} onRemove={() => onSet(name, undefined)} />
      ))}
      <input
        ref={input}
        aria-label="Filter, or paste an id"
        placeholder="Filter, or paste an id"
        role="combobox"
        aria-expanded={suggestions.length > 0}
        aria-controls={list}
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKey}
      />
      <kbd className="hide-narrow">/</kbd>
      {suggestions.length > 0 && (
        <ul className="filter-suggestions" id={list} role="listbox" aria-label="Suggestions">
          {suggestions.map((suggestion, index) => (
            <li
              key={`${suggestion.name} ${suggestion.value}`}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              // Before the input loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                choose(suggestion);
              }}
            >
              <span className="dim">{filterLabel(suggestion.name)}</span>
              {suggestion.name !== "unpriced" && <span className="clip">{suggestion.value}</span>}
              {suggestion.count > 0 && <span className="dim tabular">{suggestion.count} in view</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Token({ name, value, onRemove }: { name: FilterName; value: string; onRemove: () => void }) {
  const token = describeFilter(name, value);
  return (
    <span className="token" title={value}>
      {token.label} {token.operator} <b>{token.value}</b>
      <button type="button" aria-label={`Remove ${token.label} ${token.operator} ${token.value}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
