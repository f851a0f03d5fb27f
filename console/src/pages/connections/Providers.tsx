import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { spendQuery } from "../../api/overviewQueries";
import { connectionsQuery, connectorsQuery } from "../../api/queries";
import type { Connection, Connector } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { rangeDays, shiftDay, todayUtc } from "../../ui/range";
import { Skeleton } from "../../ui/Skeleton";
import { atStake } from "./atStake";
import { ConnectionCard } from "./ConnectionCard";
import { MoreConnectors } from "./MoreConnectors";
import { SeenCard } from "./SeenCard";

const ORDER: Record<Connection["status"], number> = { disconnected: 0, pending: 2, connected: 1 };

interface Props {
  onConnect: (connector: Connector) => void;
  onEdit: (connection: Connection) => void;
  onDetail: (connection: Connection) => void;
}

/** Trouble first, then what is connected, then what events name and nobody connected, then the rest. */
export function Providers({ onConnect, onEdit, onDetail }: Props) {
  const connections = useQuery(connectionsQuery);
  const connectors = useQuery(connectorsQuery);
  const today = todayUtc();
  const spend = useQuery(spendQuery({ from: rangeDays({}, today).from, to: shiftDay(today, 1), groupBy: "provider" })).data;

  const configured = (connections.data ?? []).toSorted((a, b) => ORDER[a.status] - ORDER[b.status]);
  const all = connectors.data ?? [];
  const used = new Set(configured.map(({ connector }) => connector));
  const ready = connections.data !== undefined && connectors.data !== undefined;
  const seen = ready ? atStake(spend?.items ?? [], all, used) : [];
  const readable = seen.filter(({ connectors: readers }) => readers.length > 0);
  const shown = new Set(readable.flatMap(({ connectors: readers }) => readers.map(({ id }) => id)));
  const rest = all.filter(({ id, upload }) => (!used.has(id) && !shown.has(id)) || upload !== null);
  const error = connections.error ?? connectors.error;
  return (
    <section id="providers">
      <div className="section-head">
        <h2>Provider connections</h2>
        <p className="hide-narrow">What each provider says you used and owe, read by Outlay and set beside what you metered</p>
        <Link className="link section-link" to="/connections" search={{ show: "approach" }}>
          Provider or SDK?
        </Link>
      </div>
      {Boolean(error) && (
        <ErrorNote
          error={error}
          meaning="What is shown may be old."
          onRetry={() => {
            void connections.refetch();
            void connectors.refetch();
          }}
        />
      )}
      {!ready && !error && <Skeleton rows={3} height={64} />}
      <div className="cards">
        {configured.map((connection) => (
          <ConnectionCard
            key={connection.id}
            connection={connection}
            connector={all.find(({ id }) => id === connection.connector)}
            onDetail={() => onDetail(connection)}
            onEdit={() => onEdit(connection)}
          />
        ))}
        {readable.map((one) => (
          <SeenCard key={one.provider} seen={one} onConnect={onConnect} />
        ))}
      </div>
      {ready && (
        <MoreConnectors connectors={rest} unread={seen.filter(({ connectors: readers }) => readers.length === 0)} onConnect={onConnect} />
      )}
    </section>
  );
}
