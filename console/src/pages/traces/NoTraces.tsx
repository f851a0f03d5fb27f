import { Link } from "@tanstack/react-router";
import { useZone } from "../../preferences";
import { Empty } from "../../ui/Empty";
import { eventRangeText } from "../transactions/eventRange";
import type { TracesSearch } from "./search";

interface Props {
  search: TracesSearch;
  onChange: (part: TracesSearch) => void;
}

/** Why there is no trace, and the way to one. */
export function NoTraces({ search, onChange }: Props) {
  const zone = useZone();
  const filtered = search.traceType !== undefined || search.agent !== undefined || search.q !== undefined;
  return (
    <div className="log-empty">
      <Empty
        title={filtered ? "No trace matched" : "No trace yet"}
        action={
          <>
            {filtered && (
              <button type="button" className="button" onClick={() => onChange({ traceType: undefined, agent: undefined, q: undefined })}>
                Drop all filters
              </button>
            )}
            {search.range !== "all" && (
              <button type="button" className="button" onClick={() => onChange({ range: "all", from: undefined, to: undefined })}>
                Look at all times
              </button>
            )}
            {!filtered && (
              <Link className="button" to="/connections" hash="quick-start">
                Open the quick start
              </Link>
            )}
          </>
        }
      >
        <p>Times: {eventRangeText(search, zone)}.</p>
        {!filtered && (
          <p>
            A trace is all events of one run: they carry the same <span className="mono">traceId</span>, and each says the
            transaction that it is part of in <span className="mono">parentTransactionId</span>. Spans of OpenTelemetry have both.
          </p>
        )}
      </Empty>
    </div>
  );
}
