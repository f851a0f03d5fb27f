import type { Connector } from "../../api/types";
import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { Glyph } from "../../ui/Glyph";
import { Status } from "../../ui/Status";
import type { AtStake } from "./atStake";

/** A provider that events name and nobody connected, with what is at stake. */
export function SeenCard({ seen, onConnect }: { seen: AtStake; onConnect: (connector: Connector) => void }) {
  const { provider, amounts, unpricedEvents, connectors } = seen;
  const [first] = connectors;
  const title = first && connectors.length === 1 ? first.title : provider;
  const charges = connectors.some(({ requests }) => requests.some(({ billed }) => billed));
  return (
    <article className="card card-open sheet" aria-label={title}>
      <header className="row">
        <Glyph provider={first?.id ?? provider} hollow />
        <div className="grow">
          <h3 className="clip">{title}</h3>
          <p className="small dim">Seen in your events</p>
        </div>
        <Status shape="none">Not connected</Status>
      </header>
      <div className="card-about">
        <p>
          <strong>
            {amounts.length === 0
              ? counted(unpricedEvents, "unpriced event")
              : amounts.map(({ amount, currency }) => `${unpricedEvents > 0 ? "≥ " : ""}${formatMoney(amount, currency)}`).join(" and ")}
          </strong>{" "}
          of its calls were metered this month. Connect it to learn what it bills for them.
        </p>
        <p className="mid">{needs(connectors)}</p>
      </div>
      <footer className="row between small">
        <span className="row">
          {connectors.map((connector) => (
            <button key={connector.id} type="button" className="button button-small" onClick={() => onConnect(connector)}>
              Connect{connectors.length > 1 ? ` ${connector.title}` : <span className="visually-hidden"> {connector.title}</span>}
            </button>
          ))}
        </span>
        <span className="dim">{charges ? "the provider charges for reading" : "reads only"}</span>
      </footer>
    </article>
  );
}

/** What has to be at hand. */
function needs(connectors: readonly Connector[]): string {
  const labels = [...new Set(connectors.flatMap(({ credentials }) => credentials.filter(({ required }) => required).map(({ label }) => label)))];
  return labels.length === 0 ? "" : `Needs: ${labels.join(", ")}.`;
}
