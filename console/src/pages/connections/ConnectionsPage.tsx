import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { connectionsQuery, connectorsQuery } from "../../api/queries";
import type { Connection, Connector } from "../../api/types";
import { TopBar } from "../../shell/TopBar";
import { ErrorNote } from "../../ui/ErrorNote";
import { Glyph } from "../../ui/Glyph";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Skeleton } from "../../ui/Skeleton";
import { ConnectDrawer } from "./ConnectDrawer";
import { ConnectionCard } from "./ConnectionCard";
import { ConnectorCard } from "./ConnectorCard";
import { KeysSection } from "./KeysSection";
import { QuickStart } from "./QuickStart";
import type { KnownKey } from "./knownKey";
import "./connections.css";
import "./keys.css";

const ORDER: Record<Connection["status"], number> = { disconnected: 0, pending: 1, connected: 2 };

export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery);
  const connectors = useQuery(connectorsQuery);
  const [drawer, setDrawer] = useState<{ connector: Connector; connection: Connection | null } | null>(null);
  const [known, setKnown] = useState<KnownKey | null>(null);
  const search = useSearch({ from: "/shell/connections" });
  const navigate = useNavigate({ from: "/connections" });
  const { hash } = useLocation();
  const ready = connections.data !== undefined;
  useEffect(() => {
    if (ready && hash) document.getElementById(hash)?.scrollIntoView();
  }, [hash, ready]);

  const configured = (connections.data ?? []).toSorted((a, b) => ORDER[a.status] - ORDER[b.status]);
  const all = connectors.data ?? [];
  const used = new Set(configured.map((one) => one.connector));
  const open = all.filter((one) => !used.has(one.id));
  const asked = all.find((one) => one.id === search.connect);
  const shown = drawer ?? (asked ? { connector: asked, connection: null } : null);
  const leave = () => void navigate({ search: {}, replace: true });
  const error = connections.error ?? connectors.error;
  return (
    <>
      <TopBar title="Connections" about={summary(configured)}>
        <Menu
          label="Connect a provider"
          className="button button-primary"
          button={
            <>
              <Icon name="plus" />
              <span>
                Connect<span className="hide-narrow"> a provider</span>
              </span>
            </>
          }
        >
          {all.map((connector) => (
            <button
              key={connector.id}
              type="button"
              className="menu-item menu-connector"
              onClick={() => setDrawer({ connector, connection: null })}
            >
              <Glyph provider={connector.id} />
              {connector.title}
            </button>
          ))}
          {all.length === 0 && <p className="menu-group mid">No connector is installed.</p>}
        </Menu>
      </TopBar>
      <div className="page-scroll">
        <div className="page-body">
          <div className="section-head">
            <h2>Provider connections</h2>
            <p className="hide-narrow">What each provider says you used and owe, beside what you metered</p>
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
          {connections.isPending && !error && <Skeleton rows={3} height={64} />}
          <div className="cards">
            {configured.map((connection) => {
              const connector = all.find((one) => one.id === connection.connector);
              return (
                <ConnectionCard
                  key={connection.id}
                  connection={connection}
                  provider={connector?.title ?? connection.connector}
                  onEdit={() => connector && setDrawer({ connector, connection })}
                />
              );
            })}
            {ready &&
              open.map((connector) => (
                <ConnectorCard
                  key={connector.id}
                  connector={connector}
                  onConnect={() => setDrawer({ connector, connection: null })}
                />
              ))}
          </div>
          <KeysSection known={known} onKnown={setKnown} asked={search.create === "key"} onDone={leave} />
          <QuickStart known={known} />
        </div>
      </div>
      {shown && (
        <ConnectDrawer
          key={shown.connection?.id ?? shown.connector.id}
          {...shown}
          onClose={() => {
            setDrawer(null);
            if (asked) leave();
          }}
        />
      )}
    </>
  );
}

function summary(connections: readonly Connection[]): string {
  const count = (status: Connection["status"]) => connections.filter((one) => one.status === status).length;
  return (["connected", "pending", "disconnected"] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status}`)
    .join(", ");
}
