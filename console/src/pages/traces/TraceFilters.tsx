import { type Ref, useEffect, useState } from "react";
import { Choice } from "../../ui/Choice";
import { Icon } from "../../ui/Icon";
import { useSettled } from "../transactions/useSettled";
import type { TracesSearch } from "./search";
import { ValueSelect } from "./ValueSelect";

interface Props {
  search: TracesSearch;
  input: Ref<HTMLInputElement>;
  onChange: (part: TracesSearch, replace?: boolean) => void;
}

const TYPING_MILLISECONDS = 250;

/** Which traces are listed, and in which order. */
export function TraceFilters({ search, input, onChange }: Props) {
  const { range, from, to, traceType, agent, q = "", order = "newest" } = search;
  const times = { range, from, to };
  const [text, setText] = useState(q);
  const settled = useSettled(text.trim(), TYPING_MILLISECONDS);
  useEffect(() => {
    if (settled === text.trim() && settled !== q) onChange({ q: settled || undefined }, true);
    // Only what is typed changes the address; the address changes what is typed below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [settled]);
  useEffect(() => setText(q), [q]);
  return (
    <div className="trace-filters">
      <label className="trace-text">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          aria-label="Name or id of a trace"
          placeholder="Name or id"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <kbd className="hide-narrow">/</kbd>
      </label>
      <ValueSelect dimension="traceType" label="Type" all="All types" value={traceType} range={times} onChange={(value) => onChange({ traceType: value })} />
      <ValueSelect dimension="agent" label="Agent" all="All agents" value={agent} range={times} onChange={(value) => onChange({ agent: value })} />
      <Choice
        label="Order"
        value={order}
        options={[
          { value: "newest", label: "Newest" },
          { value: "dearest", label: "Dearest" },
        ]}
        onChange={(value) => onChange({ order: value === "dearest" ? value : undefined })}
      />
    </div>
  );
}
