import type { Connector } from "../../api/types";
import { Glyph } from "../../ui/Glyph";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";

/** Every connector by name; one can be connected more than once. */
export function ConnectMenu({ connectors, onConnect }: { connectors: readonly Connector[]; onConnect: (connector: Connector) => void }) {
  return (
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
      {connectors.map((connector) => (
        <button key={connector.id} type="button" className="menu-item menu-connector" onClick={() => onConnect(connector)}>
          <Glyph provider={connector.id} />
          {connector.title}
        </button>
      ))}
      {connectors.length === 0 && <p className="menu-group mid">No connector is installed.</p>}
    </Menu>
  );
}
