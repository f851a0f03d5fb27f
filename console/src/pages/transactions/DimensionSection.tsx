import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "../../api/queries";
import type { EventDetail } from "../../api/types";
import { formatCount, shortenId } from "../../format/number";
import { formatDuration, formatFull } from "../../format/time";
import { useZone } from "../../preferences";
import { CopyButton } from "../../ui/CopyButton";
import { columnOf, type DimensionName, DIMENSIONS, type FilterName } from "./filters";
import { dimensionLabel, meterLabel } from "./labels";

interface Props {
  event: EventDetail;
  onFilter: (name: FilterName, value: string) => void;
}

const FILTERED: Record<string, DimensionName> = Object.fromEntries(DIMENSIONS.map(({ name }) => [columnOf(name), name]));

/** What the event is attributed to, what it counted, and its ids. */
export function DimensionSection({ event, onFilter }: Props) {
  const zone = useZone();
  const key = useQuery(keysQuery).data?.find(({ id }) => id === event.keyId);
  const priced = new Set(event.cost.lines.map((line) => line.meter));
  const otherMeters = Object.entries(event.meters).filter(([meter]) => !priced.has(meter));
  const attributes = Object.entries(event.attributes ?? {});
  return (
    <>
      <section>
        <div className="row between">
          <h3>Dimensions</h3>
          <span className="small dim hide-narrow">press to filter, Shift to leave out</span>
        </div>
        <dl className="facts-list">
          {Object.entries(event.dimensions).map(([column, value]) => (
            <Fact key={column} label={dimensionLabel(column)}>
              <Value name={FILTERED[column]} value={value} onFilter={onFilter} />
            </Fact>
          ))}
          {event.keyId && (
            <Fact label="Key">
              <Value name="keyId" value={event.keyId} shown={key?.name} onFilter={onFilter} />
            </Fact>
          )}
          <Fact label="Event time">{formatFull(event.eventTime, zone)}</Fact>
          <Fact label="Received">{formatFull(event.receivedAt, zone)}</Fact>
          {event.durationMs !== null && <Fact label="Took">{took(event)}</Fact>}
        </dl>
      </section>
      {otherMeters.length > 0 && (
        <section>
          <h3>Also counted</h3>
          <dl className="facts-list">
            {otherMeters.map(([meter, quantity]) => (
              <Fact key={meter} label={meterLabel(meter)}>
                {formatCount(quantity)}
              </Fact>
            ))}
          </dl>
        </section>
      )}
      {attributes.length > 0 && (
        <section>
          <h3>Attributes</h3>
          <dl className="facts-list">
            {attributes.map(([name, value]) => (
              <Fact key={name} label={name}>
                <span className="mono wrap-anywhere">{typeof value === "string" ? value : JSON.stringify(value)}</span>
              </Fact>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3>Ids</h3>
        <dl className="facts-list">
          <Id label="Event" id={event.eventId} />
          {event.transactionId && <Id label="Transaction" id={event.transactionId} />}
          {event.traceId && <Id label="Trace" id={event.traceId} />}
          <Id label="Sequence" id={event.seq} />
        </dl>
      </section>
    </>
  );
}

function took(event: EventDetail): string {
  const whole = formatDuration(event.durationMs ?? 0);
  return event.timeToFirstTokenMs === null ? whole : `${whole}, first token ${formatDuration(event.timeToFirstTokenMs)}`;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="clip" title={label}>
        {label}
      </dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}

interface ValueProps {
  name: DimensionName | undefined;
  value: string;
  shown?: string | undefined;
  onFilter: Props["onFilter"];
}

function Value({ name, value, shown = value, onFilter }: ValueProps) {
  if (!name) return shown;
  return (
    <button
      type="button"
      className="value-filter"
      title={`Filter by ${shown}; with Shift, leave it out`}
      onClick={(event) => onFilter(event.shiftKey ? `not.${name}` : name, value)}
    >
      {shown}
    </button>
  );
}

function Id({ label, id }: { label: string; id: string }) {
  return (
    <Fact label={label}>
      <span className="row fact-id">
        <span className="mono" title={id}>
          {shortenId(id, 26)}
        </span>
        <CopyButton text={id} label={`Copy the ${label.toLowerCase()} id`} />
      </span>
    </Fact>
  );
}
