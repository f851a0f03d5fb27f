import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";

interface Props {
  enabled: boolean;
  shadow: boolean;
  onRename: () => void;
  onEnable: (enabled: boolean) => void;
  onShadow: (shadow: boolean) => void;
  onDelete: () => void;
}

/** What is done with a rule now and then. */
export function RuleMenu({ enabled, shadow, onRename, onEnable, onShadow, onDelete }: Props) {
  return (
    <Menu button={<Icon name="more" />} label="More about this rule">
      <button type="button" className="menu-item" onClick={onRename}>
        Rename
      </button>
      <button type="button" className="menu-item" onClick={() => onShadow(!shadow)}>
        {shadow ? "Let it raise alerts" : "Put it in shadow"}
      </button>
      <button type="button" className="menu-item" onClick={() => onEnable(!enabled)}>
        {enabled ? "Disable" : "Enable"}
      </button>
      <button type="button" className="menu-item menu-item-bad" onClick={onDelete}>
        Delete
      </button>
    </Menu>
  );
}
