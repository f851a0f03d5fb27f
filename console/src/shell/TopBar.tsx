import { type ReactNode, useContext } from "react";
import { Icon } from "../ui/Icon";
import { ShellContext } from "./ShellContext";

interface Props {
  title: string;
  /** Links to the views of the page, beside the title. */
  views?: ReactNode;
  /** A line at the right of the title. */
  about?: ReactNode;
  /** New data is on its way; what is shown is from before. */
  busy?: boolean;
  children?: ReactNode;
}

export function TopBar({ title, views, about, busy = false, children }: Props) {
  const { openMenu } = useContext(ShellContext);
  return (
    <header className="topbar">
      <button type="button" className="icon-button topbar-menu" aria-label="Menu" onClick={openMenu}>
        <Icon name="menu" />
      </button>
      <h1>{title}</h1>
      {views}
      {about && <span className="small mid clip hide-narrow">{about}</span>}
      <span className="grow" />
      {children}
      {busy && <span className="progress-line" aria-hidden="true" />}
    </header>
  );
}
