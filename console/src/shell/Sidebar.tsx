import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsQuery, sessionQuery } from "../api/queries";
import { Icon, type IconName } from "../ui/Icon";
import { Mark } from "../ui/Mark";
import { PersonMenu } from "./PersonMenu";
import { Pulse } from "./Pulse";

const PAGES: { to: string; icon: IconName; label: string }[] = [
  { to: "/transactions", icon: "transactions", label: "Transactions" },
  { to: "/connections", icon: "connections", label: "Connections" },
  { to: "/alerts", icon: "alerts", label: "Alerts" },
  { to: "/sql", icon: "sql", label: "SQL" },
  { to: "/settings", icon: "settings", label: "Settings" },
];

interface Props {
  onHelp: () => void;
  /** A page was chosen, maybe the one that is already shown. */
  onNavigate?: () => void;
}

export function Sidebar({ onHelp, onNavigate }: Props) {
  const session = useQuery(sessionQuery);
  const open = useQuery(alertsQuery("open")).data?.length ?? 0;
  return (
    <div className="sidebar">
      <Link to="/transactions" className="brand" onClick={onNavigate}>
        <Mark />
        Outlay
        <small>{session.data?.team}</small>
      </Link>
      <nav className="nav" aria-label="Main">
        {PAGES.map((page) => (
          <Link key={page.to} to={page.to} onClick={onNavigate}>
            <Icon name={page.icon} />
            {page.label}
            {page.to === "/alerts" && open > 0 && (
              <span className="count" title={`${open} open`}>
                {open}
                <span className="visually-hidden"> open</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className="sidebar-foot">
        <Pulse />
        <PersonMenu onHelp={onHelp} />
      </div>
    </div>
  );
}
