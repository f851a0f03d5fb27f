import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { flushSync } from "react-dom";
import { focusFirst, moveFocus } from "./moveFocus";

interface Props {
  /** What the button shows. */
  button: ReactNode;
  /** The button's name, where what it shows is not enough. */
  label?: string;
  className?: string;
  /** What the sheet is about, for those who do not see where it hangs. */
  title: string;
  align?: "left" | "right";
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button with a sheet beside it. The browser closes the sheet on Escape or a press elsewhere and gives the focus back. */
export function Popover({ button, label, className = "button", title, align = "left", children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const anchor = `--popover${id}`;
  const close = () => document.getElementById(id)?.hidePopover();
  const enter = (event: KeyboardEvent) => {
    const sheet = document.getElementById(id);
    if (event.key !== "ArrowDown" || !sheet) return;
    event.preventDefault();
    sheet.showPopover();
    focusFirst(sheet);
  };
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        popoverTarget={id}
        style={{ anchorName: anchor }}
        onKeyDown={enter}
      >
        {button}
      </button>
      <div
        id={id}
        className={`popover popover-${align}`}
        role="dialog"
        aria-label={title}
        popover="auto"
        style={{ positionAnchor: anchor }}
        onKeyDown={moveFocus}
        // Filled before it is shown, so that it is placed by its size; emptied after, so that the focus finds back.
        onBeforeToggle={(event) => event.newState === "open" && flushSync(() => setOpen(true))}
        onToggle={(event) => event.newState === "closed" && setOpen(false)}
      >
        {open && (typeof children === "function" ? children(close) : children)}
      </div>
    </>
  );
}
