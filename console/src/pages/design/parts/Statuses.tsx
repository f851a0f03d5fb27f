import { Status } from "../../../ui/Status";

export function Statuses() {
  return (
    <div className="design-row">
      <Status shape="on">Connected</Status>
      <Status shape="wait">Pending</Status>
      <Status shape="off">Disconnected</Status>
      <Status shape="none">Not connected</Status>
    </div>
  );
}
