import { Link } from "@tanstack/react-router";
import { Icon } from "../../ui/Icon";
import type { Check } from "./checks";

const SAID = { good: "Right: ", bad: "Wrong: ", open: "Not known yet: " };

/** One thing that was looked at, with its result. */
export function CheckItem({ check: { verdict, title, detail, link }, keyId }: { check: Check; keyId: string | undefined }) {
  return (
    <li className={`look look-${verdict}`}>
      {verdict === "good" ? (
        <Icon name="check" />
      ) : (
        <span className={`status status-${verdict === "bad" ? "off" : "none"}`} aria-hidden="true">
          <i />
        </span>
      )}
      <div>
        <span className="visually-hidden">{SAID[verdict]}</span>
        {title}
        {(detail || link) && (
          <p className="small mid">
            {detail}{" "}
            {link === "refused" && keyId && (
              <Link className="link" to="/transactions/refused" search={{ key: keyId }}>
                See what was refused
              </Link>
            )}
            {link === "events" && (
              <Link className="link" to="/transactions" search={{ range: "all" }}>
                See events
              </Link>
            )}
            {link === "create" && (
              <Link className="link" to="/connections" search={{ create: "key" }} hash="keys">
                Create a key
              </Link>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
