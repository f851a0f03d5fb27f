import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { request } from "../../api/client";
import type { EventDetail, MeteredEvent } from "../../api/types";
import { shortenId } from "../../format/number";
import { providerLook } from "../../provider";
import { CopyButton } from "../../ui/CopyButton";
import { ErrorNote } from "../../ui/ErrorNote";
import { SeverityMark } from "../../ui/SeverityMark";
import { Skeleton } from "../../ui/Skeleton";
import { ConflictSection } from "./ConflictSection";
import { CostSection } from "./CostSection";
import { DimensionSection } from "./DimensionSection";
import type { FilterName } from "./filters";
import { PanelButtons } from "./PanelButtons";
import { PromptSection } from "./PromptSection";
import { TraceSection } from "./TraceSection";

interface Props {
  eventId: string;
  /** What the list knows of it; the panel's head shows it at once. */
  row: MeteredEvent | undefined;
  onMove: (step: number) => void;
  onClose: () => void;
  onFilter: (name: FilterName, value: string) => void;
  /** The trace is shown beside it already. */
  inTrace?: boolean;
}

export function EventPanel({ eventId, row, onMove, onClose, onFilter, inTrace = false }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ["event", eventId],
    queryFn: ({ signal }) => request<EventDetail>("GET", `/api/v1/events/${encodeURIComponent(eventId)}`, { signal }),
  });
  const event = data ?? row;
  return (
    <aside className="event-panel" aria-label="Event">
      <header>
        <div className="grow">
          <div className="row">
            <span className="swatch" style={{ background: providerLook(event?.provider ?? null).colour }} />
            <h2 className="clip">{event?.model ?? event?.kind ?? "Event"}</h2>
            {event && <span className="tag">{event.kind}</span>}
          </div>
          <div className="row event-id">
            <span className="mono dim" title={event?.transactionId ?? eventId}>
              {shortenId(event?.transactionId ?? eventId, 34)}
            </span>
            <CopyButton text={event?.transactionId ?? eventId} label="Copy the id" />
          </div>
          {event && event.revision > 0 && (
            <p className="small mid">
              {event.status === "voided" ? <span className="tag">voided</span> : "amended,"} revision {event.revision}
            </p>
          )}
        </div>
        <PanelButtons onMove={onMove} onClose={onClose} />
      </header>
      {error && (
        <section>
          <ErrorNote error={error} meaning="Its cost cannot be explained now." onRetry={() => void refetch()} />
        </section>
      )}
      {!data && !error && (
        <section>
          <Skeleton rows={6} height={28} />
        </section>
      )}
      {data && (
        <>
          <CostSection event={data} />
          <ConflictSection conflicts={data.conflicts} />
          {data.alerts.length > 0 && (
            <section>
              <h3>Findings</h3>
              <ul className="findings">
                {data.alerts.map((alert) => (
                  <li key={`${alert.ruleId} ${alert.key}`}>
                    <SeverityMark severity={alert.severity} />
                    <div>
                      <b>{alert.title}</b>
                      <span>
                        {alert.ruleName}.{" "}
                        <Link className="link" to="/alerts" search={{ show: "all" }}>
                          Open Alerts
                        </Link>
                      </span>
                    </div>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <PromptSection prompt={data.prompt} />
          {data.traceId && !inTrace && <TraceSection traceId={data.traceId} eventId={eventId} />}
          <DimensionSection event={data} onFilter={onFilter} />
        </>
      )}
    </aside>
  );
}
