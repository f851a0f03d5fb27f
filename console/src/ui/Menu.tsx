import type { ReactNode } from "react";
import { Popover } from "./Popover";

interface Props {
  /** What the button shows. */
  button: ReactNode;
  label: string;
  className?: string;
  align?: "left" | "right";
  children: ReactNode;
}

/** A button that opens a small sheet of choices; it closes after one, except inside `data-keep-open`. */
export function Menu({ button, label, className = "icon-button", align = "right", children }: Props) {
  return (
    <Popover button={button} label={label} title={label} className={className} align={align}>
      {(close) => (
        // The sheet only listens to what was pressed in it.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <div
          className="menu-sheet"
          onClick={(event) => {
            const target = event.target as Element;
            if (target.closest("button, a") && !target.closest("[data-keep-open]")) close();
          }}
        >
          {children}
        </div>
      )}
    </Popover>
  );
}
