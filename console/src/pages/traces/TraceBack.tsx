import { Link } from "@tanstack/react-router";
import type { Trace } from "../../api/traceQueries";
import { Icon } from "../../ui/Icon";

/** To what the trace is one of, and to its events. */
export function TraceBack({ trace, className }: { trace: Trace | undefined; className: string }) {
  return (
    <nav className={`row ${className}`} aria-label="Trace">
      {trace && (
        <Link className="button button-quiet button-small" to="/transactions" search={{ traceId: trace.traceId, range: "all" }}>
          <Icon name="transactions" />
          Its events
        </Link>
      )}
      <Link
        className="button button-quiet button-small"
        to="/traces"
        search={trace?.traceType ? { traceType: trace.traceType, range: "all" } : { range: "all" }}
      >
        <Icon name="traces" />
        {trace?.traceType ? `All of type ${trace.traceType}` : "All traces"}
      </Link>
    </nav>
  );
}
