import { type ReactNode, useEffect, useRef, useState } from "react";

interface Props {
  /** What the button shows. */
  button: ReactNode;
  label: string;
  className?: string;
  /** Opens upwards, for a button at the foot of the page. */
  up?: boolean;
  align?: "left" | "right";
  children: ReactNode;
}

/** A button that opens a small sheet; closes on Escape, on a click elsewhere and after a choice. */
export function Menu({ button, label, className = "icon-button", up = false, align = "right", children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      root.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey, true);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey, true);
    };
  }, [open]);
  return (
    <div className="menu" ref={root}>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="true"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div
          className={`menu-sheet menu-${align} ${up ? "menu-up" : ""}`}
          onClickCapture={(event) => {
            if ((event.target as Element).closest("[data-keep-open]") === null) setTimeout(() => setOpen(false));
          }}
        >
          {children}
        </div>
      )}
    </div>
  );
}
