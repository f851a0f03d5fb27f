import { CopyButton } from "./CopyButton";
import { highlight } from "./highlight";

interface Props {
  text: string;
  label: string;
  /** For a block that tabs change. */
  id?: string;
  panel?: boolean;
}

/** Code to take along, coloured, with the reader's own values filled in. */
export function CodeBlock({ text, label, id, panel = false }: Props) {
  return (
    <div className="code-block" id={id} role={panel ? "tabpanel" : "region"} aria-label={label}>
      {/* Scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        {highlight(text).map(({ text: piece, kind }, at) =>
          // Pieces of a text stand in its order.
          // oxlint-disable-next-line react/no-array-index-key
          kind === null ? piece : <span key={at} className={`syntax-${kind}`}>{piece}</span>,
        )}
      </pre>
      <CopyButton text={text} label="Copy the code" worded />
    </div>
  );
}
