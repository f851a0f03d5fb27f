import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { alertsQuery, sessionQuery, unpricedQuery } from "../api/queries";
import { Icon } from "../ui/Icon";
import { Mark } from "../ui/Mark";
import { FindBox } from "./FindBox";
import { NavCount } from "./NavCount";
import { PAGE_GROUPS } from "./pages";
import { PersonMenu } from "./PersonMenu";
import { Pulse } from "./Pulse";
import { ThemeSwitch } from "./ThemeSwitch";

/** Groups that need no name: what comes first, and what comes last. */
const UNNAMED = new Set(["Spend", "Server"]);

interface Props {
  onHelp: () => void;
  /** A page was chosen, maybe the one that is already shown. */
  onNavigate?: () => void;
}

export function Sidebar({ onHelp, onNavigate }: Props) {
  const session = useQuery(sessionQuery);
  const counts: Record<string, { count: number; of: string; urgent?: boolean }> = {
    "/alerts": { count: useQuery(alertsQuery("open")).data?.length ?? 0, of: "open", urgent: true },
    "/prices": { count: useQuery(unpricedQuery).data?.items.length ?? 0, of: "without a price" },
  };
  return (
    <div className="sidebar">
      <Link to="/" className="brand" onClick={onNavigate}>
        <Mark />
        Outlay
        <small className="clip">{session.data?.team}</small>
      </Link>
      <FindBox onOpen={onNavigate} />
      <nav className="nav" aria-label="Main">
        {PAGE_GROUPS.map(({ title, pages }) => (
          <Fragment key={title}>
            <p className={UNNAMED.has(title) ? "visually-hidden" : undefined}>{title}</p>
            <ul>
              {pages.map((page) => (
                <li key={page.to}>
                  <Link to={page.to} activeOptions={{ exact: page.to === "/" }} onClick={onNavigate}>
                    <Icon name={page.icon} />
                    {page.label}
                    <NavCount {...counts[page.to]} />
                  </Link>
                </li>
              ))}
            </ul>
          </Fragment>
        ))}
      </nav>
      <div className="sidebar-foot">
        <Pulse />
        <div className="person">
          <PersonMenu onHelp={onHelp} />
          <ThemeSwitch />
        </div>
      </div>
    </div>
  );
}
