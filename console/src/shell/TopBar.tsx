import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useContext } from "react";
import { Icon } from "../ui/Icon";
import { SaveView } from "./SaveView";
import { ShellContext } from "./ShellContext";
import { ZoneMenu } from "./ZoneMenu";

interface Props {
  title: string;
  /** Beside the title: links to the views of the page, which days it is about. */
  views?: ReactNode;
  /** A line at the right of the title. */
  about?: ReactNode;
  /** New data is on its way; what is shown is from before. */
  busy?: boolean;
  /** What times are shown in: the zone that a person chose, days of bills, or none. */
  times?: "zone" | "bills" | "none";
  /** Whether the address holds a view that is worth a name. */
  savable?: boolean;
  children?: ReactNode;
}

export function TopBar({ title, views, about, busy = false, times = "zone", savable = false, children }: Props) {
  const { openMenu, openPalette } = useContext(ShellContext);
  const { search } = useLocation();
  return (
    <header className="topbar">
      <title>{`${title} · Outlay`}</title>
      <button type="button" className="icon-button topbar-menu" aria-label="Menu" onClick={openMenu}>
        <Icon name="menu" />
      </button>
      <h1>{title}</h1>
      {views}
      {about && <span className="small mid clip hide-narrow">{about}</span>}
      <span className="grow" />
      <div className="hide-narrow row topbar-frame">
        {times === "zone" && <ZoneMenu />}
        {times === "bills" && (
          <span className="small mid" title="Bills have UTC days, so both sides are compared by them">
            UTC days
          </span>
        )}
        {savable && Object.keys(search).length > 0 && <SaveView />}
      </div>
      {children}
      <button type="button" className="icon-button topbar-menu topbar-find" aria-label="Search or jump to" onClick={openPalette}>
        <Icon name="search" />
      </button>
      {busy && <span className="progress-line" aria-hidden="true" />}
    </header>
  );
}
