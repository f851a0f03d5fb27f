import type { Connection } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import type { useCancelSync, useSyncNow } from "./useSyncNow";

interface Props {
  connection: Connection;
  sync: ReturnType<typeof useSyncNow>;
  cancel: ReturnType<typeof useCancelSync>;
  onDetail: () => void;
  onFillBack: () => void;
  onEdit: () => void;
  onDelete: () => void;
}

/** What can be done with a connection. */
export function CardMenu({ connection, sync, cancel, onDetail, onFillBack, onEdit, onDelete }: Props) {
  const running = connection.lastSync?.status === "running";
  return (
    <Menu label={`More for ${connection.name}`} button={<Icon name="more" />}>
      <button type="button" className="menu-item" onClick={onDetail}>
        <Icon name="info" />
        Details and history
      </button>
      <button type="button" className="menu-item" disabled={running} onClick={() => sync.mutate()}>
        <Icon name="regenerate" />
        Sync now
      </button>
      {running && (
        <button type="button" className="menu-item" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          <Icon name="close" />
          Cancel sync
        </button>
      )}
      <button type="button" className="menu-item" onClick={onFillBack}>
        <Icon name="clock" />
        Read further back
      </button>
      <button type="button" className="menu-item" onClick={onEdit}>
        <Icon name="connections" />
        Edit
      </button>
      <button type="button" className="menu-item menu-item-bad" onClick={onDelete}>
        <Icon name="trash" />
        Delete
      </button>
    </Menu>
  );
}
