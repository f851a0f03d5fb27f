import { CopyButton } from "../../../ui/CopyButton";
import { Icon } from "../../../ui/Icon";

export function Buttons() {
  return (
    <div className="design-row">
      <button type="button" className="button button-primary">
        Save and sync
      </button>
      <button type="button" className="button button-primary">
        Run <kbd>Ctrl ⏎</kbd>
      </button>
      <button type="button" className="button">
        <Icon name="plus" />
        Create key
      </button>
      <button type="button" className="button button-quiet">
        Cancel
      </button>
      <button type="button" className="button button-danger">
        Revoke key
      </button>
      <button type="button" className="button" disabled>
        Check
      </button>
      <button type="button" className="button button-small">
        Show these
      </button>
      <button type="button" className="icon-button" aria-label="Close the example">
        <Icon name="close" />
      </button>
      <CopyButton text="msg_01Vt7kQ2xHfN4e" label="Copy the id" worded />
      <button type="button" className="link">
        Try again
      </button>
    </div>
  );
}
