import { useRef, useState } from "react";
import { Icon } from "./Icon";
import "./dropComponent.css";

interface Props {
  /** What the file holds: a rule, a connector. */
  what: string;
  /** What happens to it before it is used. */
  meaning: string;
  onFile: (file: File) => void;
}

/** Where a .wasm file is dropped, or chosen. */
export function DropComponent({ what, meaning, onFile }: Props) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <>
      <button
        type="button"
        className={over ? "drop drop-over" : "drop"}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <Icon name="upload" />
        <span>
          Drop a <b>.wasm</b> {what} here, or choose it
          <small>{meaning}</small>
        </span>
      </button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".wasm,application/wasm"
        aria-label={`A .wasm ${what}`}
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
    </>
  );
}
