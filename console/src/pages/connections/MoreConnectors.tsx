import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Connector } from "../../api/types";
import { formatMoney } from "../../format/money";
import { Icon } from "../../ui/Icon";
import type { AtStake } from "./atStake";
import { ConnectorRow } from "./ConnectorRow";

interface Props {
  connectors: readonly Connector[];
  /** Providers of events that no connector reads. */
  unread: readonly AtStake[];
  onConnect: (connector: Connector) => void;
}

/** Everything else that can be connected. */
export function MoreConnectors({ connectors, unread, onConnect }: Props) {
  const [words, setWords] = useState("");
  const found = connectors.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <section className="more sheet" aria-label="More connectors">
      <header className="row">
        <h3>More connectors</h3>
        <span className="grow" />
        <label className="more-search">
          <span className="visually-hidden">Find a connector</span>
          <Icon name="search" />
          <input
            className="input"
            type="search"
            placeholder={`Find among ${connectors.length}`}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
      </header>
      <ul className="more-list">
        {found.map((connector) => (
          <ConnectorRow key={connector.id} connector={connector} onConnect={() => onConnect(connector)} />
        ))}
      </ul>
      {found.length === 0 && <p className="mid more-none">No connector is called that.</p>}
      <footer className="row between small">
        <span className="mid">
          {unread.length === 0
            ? "A provider that is not among them, or a gateway of your own, takes a small component."
            : `Nothing reads ${unread.map(({ provider, amounts }) => `${provider}${amounts[0] ? ` (${formatMoney(amounts[0].amount, amounts[0].currency)})` : ""}`).join(", ")} yet.`}
        </span>
        <Link className="link" to="/connections" search={{ show: "upload" }}>
          Upload .wasm
        </Link>
      </footer>
    </section>
  );
}
