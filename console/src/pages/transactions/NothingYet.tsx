import { Link } from "@tanstack/react-router";
import { Empty } from "../../ui/Empty";
import { RefusedSoFar } from "./RefusedSoFar";

/** Before the first event: how it gets here. */
export function NothingYet() {
  return (
    <div className="log-empty">
      <Empty
        title="Send the first event"
        action={
          <>
            <Link className="button button-primary" to="/connections" hash="quick-start">
              Open the quick start
            </Link>
            <Link className="button" to="/connections">
              Connect a provider
            </Link>
          </>
        }
      >
        Each AI call appears here within a second: what it cost, who caused it, line by line. Outlay needs one of two things:
        events from your code, or a provider account to read.
        <RefusedSoFar />
      </Empty>
      <div className="log-ghost" aria-hidden="true">
        {Array.from({ length: 9 }, (_, line) => (
          <div key={`line-${line + 1}`}>
            <i style={{ width: `${12 + ((line * 5) % 9)}%` }} />
            <i style={{ width: `${14 + ((line * 7) % 13)}%` }} />
            <i style={{ width: "8%" }} />
          </div>
        ))}
      </div>
    </div>
  );
}
