import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsQuery, sessionQuery, unpricedQuery } from "../api/queries";
import { Icon, type IconName } from "../ui/Icon";
import { Mark } from "../ui/Mark";
import { PersonMenu } from "./PersonMenu";
import { Pulse } from "./Pulse";

const PAGES: { to: string; icon: IconName; label: string }[] = [
  { to: "/transactions", icon: "transactions", label: "Transactions" },
  { to: "/connections", icon: "connections", label: "Connections" },
  { to: "/alerts", icon: "alerts", label: "Alerts" },
  { to: "/prices", icon: "prices", label: "Prices" },
  { to: "/reconciliation", icon: "reconciliation", label: "Reconciliation" },
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
  const counts: Record<string, { count: number; of: string }> = {
    "/alerts": { count: useQuery(alertsQuery("open")).data?.length ?? 0, of: "open" },
    "/prices": { count: useQuery(unpricedQuery).data?.items.length ?? 0, of: "without a price" },
  };
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
            <Count {...counts[page.to]} />
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

/** How many wait for somebody. */
function Count({ count = 0, of = "" }: { count?: number; of?: string }) {
  if (count === 0) return null;
  return (
    <span className="count" title={`${count} ${of}`}>
      {count}
      <span className="visually-hidden"> {of}</span>
    </span>
  );
}
