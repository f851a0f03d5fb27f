import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import type { MeteredEvent } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { entryText, readEntry } from "./entry";
import type { EventRange } from "./eventRange";
import { type FilterName, type Filters, opposite } from "./filters";
import { filterEntries } from "./search";
import { askedDimension, suggest, type Suggestion, suggestValues } from "./suggest";
import { Suggestions } from "./Suggestions";
import { Token } from "./Token";
import { useValues } from "./useValues";

interface Props {
  filters: Filters;
  range: EventRange;
  rows: readonly MeteredEvent[];
  input: RefObject<HTMLInputElement | null>;
  onSet: (name: FilterName, value: string | undefined) => void;
}

/** Tokens of dimension, operator and value. Enter adds one, Backspace takes the last away. */
export function FilterBar({ filters, range, rows, input, onSet }: Props) {
  const [text, setText] = useState("");
  const [focused, setFocused] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const entries = filterEntries(filters);
  const asked = focused ? askedDimension(text) : null;
  const values = useValues(asked, range);
  const suggestions = !focused ? [] : asked ? suggestValues(asked.dimension, asked.excludes, values ?? []) : suggest(text, rows);

  const write = (next: string) => {
    setText(next);
    setAt(-1);
  };
  const add = (name: FilterName, value: string) => {
    onSet(name, value);
    write("");
  };
  const choose = (suggestion: Suggestion, excludes: boolean) => {
    if (suggestion.value === null) return write(entryText(suggestion.name, ""));
    add((excludes && opposite(suggestion.name)) || suggestion.name, suggestion.value);
  };
  const edit = (name: FilterName, value: string) => {
    onSet(name, undefined);
    write(entryText(name, value));
    input.current?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = suggestions[at];
    const lastEntry = entries.at(-1);
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, suggestions.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, -1));
    else if (event.key === "Enter" && chosen) choose(chosen, event.shiftKey);
    else if (event.key === "Enter") {
      const entry = readEntry(text);
      if (entry) add((event.shiftKey && opposite(entry.name)) || entry.name, entry.value);
    } else if (event.key === "Backspace" && text === "" && lastEntry) onSet(lastEntry[0], undefined);
    else if (event.key === "Escape" && text !== "") write("");
    else if (event.key === "Escape") event.currentTarget.blur();
    else return;
    event.preventDefault();
  };

  return (
    <div className="filter-bar">
      <Icon name="filter" />
      {entries.map(([name, value]) => (
        <Token
          key={name}
          name={name}
          value={value}
          onEdit={() => edit(name, value)}
          onRemove={() => {
            onSet(name, undefined);
            input.current?.focus();
          }}
        />
      ))}
      <input
        ref={input}
        aria-label="Filter, or paste an id"
        placeholder={entries.length === 0 ? "Filter, or paste an id" : "Filter"}
        role="combobox"
        aria-expanded={suggestions.length > 0}
        aria-controls={list}
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => write(event.target.value)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKey}
      />
      <kbd className="hide-narrow">/</kbd>
      {suggestions.length > 0 && <Suggestions id={list} suggestions={suggestions} at={at} onChoose={choose} />}
    </div>
  );
}
