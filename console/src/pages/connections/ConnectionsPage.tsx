import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { connectionsQuery, connectorsQuery } from "../../api/queries";
import type { Connection, Connector } from "../../api/types";
import { TopBar } from "../../shell/TopBar";
import { ChoosingDrawer } from "./ChoosingDrawer";
import { ConnectDrawer } from "./ConnectDrawer";
import { ConnectionDetail } from "./ConnectionDetail";
import { ConnectMenu } from "./ConnectMenu";
import { KeysSection } from "./KeysSection";
import type { KnownKey } from "./knownKey";
import { Providers } from "./Providers";
import { QuickStart } from "./QuickStart";
import { summary } from "./statusText";
import { Troubleshooting } from "./Troubleshooting";
import { UploadConnector } from "./UploadConnector";
import "./connections.css";
import "./connectors.css";
import "./detail.css";
import "./keys.css";

const NO_CONNECTIONS: Connection[] = [];
const NO_CONNECTORS: Connector[] = [];

export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery);
  const configured = connections.data ?? NO_CONNECTIONS;
  const connectors = useQuery(connectorsQuery).data ?? NO_CONNECTORS;
  const [editing, setEditing] = useState<Connection | null>(null);
  const [known, setKnown] = useState<KnownKey | null>(null);
  const search = useSearch({ from: "/shell/connections" });
  const navigate = useNavigate({ from: "/connections" });
  const { hash } = useLocation();
  const ready = connections.data !== undefined;
  useEffect(() => {
    if (ready && hash) document.getElementById(hash)?.scrollIntoView();
  }, [hash, ready]);

  const leave = () => void navigate({ search: {}, replace: true, resetScroll: false });
  const connect = ({ id }: Connector) => void navigate({ search: { connect: id }, resetScroll: false });
  const edit = (connection: Connection) => {
    leave();
    setEditing(connection);
  };
  const connectorOf = (id: string | undefined) => connectors.find((one) => one.id === id);
  const asked = connectorOf(editing?.connector ?? search.connect);
  const detailed = configured.find(({ id }) => id === search.detail);
  return (
    <>
      <TopBar title="Connections" about={summary(configured)}>
        <ConnectMenu connectors={connectors} onConnect={connect} />
      </TopBar>
      <div className="page-scroll">
        <div className="page-body">
          <Providers
            onConnect={connect}
            onEdit={edit}
            onDetail={({ id }) => void navigate({ search: { detail: id }, resetScroll: false })}
          />
          <KeysSection known={known} onKnown={setKnown} asked={search.create === "key"} onDone={leave} />
          <QuickStart known={known} />
          <Troubleshooting known={known} />
        </div>
      </div>
      {asked && (
        <ConnectDrawer
          key={editing?.id ?? asked.id}
          connector={asked}
          connection={editing}
          onClose={() => {
            setEditing(null);
            leave();
          }}
        />
      )}
      {detailed && !asked && (
        <ConnectionDetail
          connection={detailed}
          connector={connectorOf(detailed.connector)}
          onEdit={() => edit(detailed)}
          onClose={leave}
        />
      )}
      {search.show === "approach" && (
        <ChoosingDrawer
          onConnect={leave}
          onCreateKey={() => void navigate({ search: { create: "key" }, hash: "keys", replace: true })}
          onClose={leave}
        />
      )}
      {search.show === "upload" && <UploadConnector known={connectors} onConnect={connect} onClose={leave} />}
    </>
  );
}
