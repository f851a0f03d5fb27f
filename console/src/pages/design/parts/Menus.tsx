import { Icon } from "../../../ui/Icon";
import { Menu } from "../../../ui/Menu";

export function Menus() {
  return (
    <div className="design-row">
      <Menu label="More about the example" button={<Icon name="more" />} align="left">
        <button type="button" className="menu-item">
          <Icon name="regenerate" />
          Sync now
        </button>
        <button type="button" className="menu-item" aria-pressed="true">
          UTC <span className="menu-aside">as bills have it</span>
        </button>
        <button type="button" className="menu-item" disabled>
          Stop the sync
        </button>
        <button type="button" className="menu-item menu-item-bad">
          Delete
        </button>
      </Menu>
    </div>
  );
}
