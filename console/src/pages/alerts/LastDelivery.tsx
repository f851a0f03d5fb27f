import type { Channel } from "../../api/types";
import { Status } from "../../ui/Status";
import { TimeText } from "../../ui/TimeText";

/** Whether what was last sent through a channel arrived. */
export function LastDelivery({ channel: { lastDelivery } }: { channel: Channel }) {
  if (!lastDelivery) return <span className="dim">nothing delivered yet</span>;
  const failed = lastDelivery.status === "failed";
  return (
    <>
      <Status shape={failed ? "off" : lastDelivery.status === "delivered" ? "on" : "wait"}>{lastDelivery.status}</Status>{" "}
      <span className="mid">
        <TimeText at={lastDelivery.at} relative />
      </span>
      {lastDelivery.error && <p className="bad wrap-anywhere">{lastDelivery.error}</p>}
    </>
  );
}
