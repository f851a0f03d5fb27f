import type { Connector } from "../../api/types";
import { Glyph } from "../../ui/Glyph";
import { Status } from "../../ui/Status";
import { firstSentence } from "./manifestText";

/** A provider that could be connected. */
export function ConnectorCard({ connector, onConnect }: { connector: Connector; onConnect: () => void }) {
  const kinds = new Set(connector.streams.map(({ kind }) => kind));
  const billed = connector.requests.some((one) => one.billed);
  return (
    <article className="card card-open sheet" aria-label={connector.title}>
      <header className="row">
        <Glyph provider={connector.id} hollow />
        <div className="grow">
          <h3 className="clip">{connector.title}</h3>
          <p className="small dim">
            {[kinds.has("cost") && "bill", kinds.has("usage") && "usage"].filter(Boolean).join(" and ")}
          </p>
        </div>
        <Status shape="none">Not connected</Status>
      </header>
      <p className="card-about mid">{firstSentence(connector.documentation)}</p>
      <footer className="row between small">
        <button type="button" className="button button-small" onClick={onConnect}>
          Connect<span className="visually-hidden"> {connector.title}</span>
        </button>
        <span className="dim">{billed ? "the provider charges for reading" : "reads only"}</span>
      </footer>
    </article>
  );
}
