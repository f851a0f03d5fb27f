import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "./Icon";

interface Props {
  title: string;
  /** One line under the title. */
  subtitle?: ReactNode;
  glyph?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  onClose: () => void;
}

/** A sheet from the right for forms and details. The browser's own dialog traps the focus and gives it back. */
export function Drawer({ title, subtitle, glyph, children, footer, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="drawer-sheet">
        <header className="drawer-head">
          {glyph}
          <div className="grow">
            <h2>{title}</h2>
            {subtitle && <p className="small dim">{subtitle}</p>}
          </div>
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="drawer-body">{children}</div>
        {footer && <footer className="drawer-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
