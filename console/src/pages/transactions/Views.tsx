import { Link } from "@tanstack/react-router";

interface Props {
  /** The key that both views are narrowed to. */
  keyId?: string | undefined;
  className?: string;
}

/** What arrived: taken as events, or refused. Each has an address of its own. */
export function Views({ keyId, className = "" }: Props) {
  return (
    <nav className={`segmented ${className}`} aria-label="View">
      <Link to="/transactions" search={keyId ? { keyId } : {}} activeOptions={{ exact: true, includeSearch: false }}>
        Events
      </Link>
      <Link to="/transactions/refused" search={keyId ? { key: keyId } : {}} activeOptions={{ includeSearch: false }}>
        Refused
      </Link>
    </nav>
  );
}
