import { useState } from "react";
import { Icon } from "../../ui/Icon";

interface Props {
  id: string;
  value: unknown;
  onChange: (value: Record<string, string>) => void;
}

type Pair = [name: string, text: string];

/** Names and texts, a row each; the last row is always empty and ready. */
export function MapInput({ id, value, onChange }: Props) {
  const [pairs, setPairs] = useState<Pair[]>(() => Object.entries((value ?? {}) as Record<string, string>));
  const rows: Pair[] = [...pairs, ["", ""]];
  const set = (next: Pair[]) => {
    const kept = next.filter(([name, text]) => name !== "" || text !== "");
    setPairs(kept);
    onChange(Object.fromEntries(kept.filter(([name, text]) => name.trim() !== "" && text !== "")));
  };
  const replace = (at: number, pair: Pair) => set(rows.map((old, index) => (index === at ? pair : old)));
  return (
    <div className="map-input">
      {rows.map(([name, text], index) => (
        // A row is its place: names change while they are typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="row">
          <input
            id={index === 0 ? id : undefined}
            className="input mono"
            aria-label="Dimension"
            placeholder="dimension"
            value={name}
            onChange={(event) => replace(index, [event.target.value, text])}
          />
          <span className="dim">is</span>
          <input
            className="input"
            aria-label="Its value"
            placeholder="value"
            value={text}
            onChange={(event) => replace(index, [name, event.target.value])}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${name}`}
            disabled={index === rows.length - 1}
            onClick={() => set(rows.filter((_, at) => at !== index))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
