import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import { channelsQuery } from "../../api/queries";
import type { Channel, ChannelTest } from "../../api/types";
import { Confirm } from "../../ui/Confirm";
import { ErrorNote } from "../../ui/ErrorNote";
import { Status } from "../../ui/Status";
import { TimeText } from "../../ui/TimeText";

export function ChannelRow({ channel }: { channel: Channel }) {
  const [deleting, setDeleting] = useState(false);
  const client = useQueryClient();
  const path = `/api/v1/channels/${encodeURIComponent(channel.id)}`;
  const refresh = () => client.invalidateQueries({ queryKey: channelsQuery.queryKey });
  const test = useMutation({
    mutationFn: () => request<ChannelTest>("POST", `${path}/test`),
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: () => request<void>("DELETE", path), onSuccess: refresh });
  return (
    <li>
      <div className="channel">
        <div className="grow">
          <b>{channel.name}</b>
          <p className="mono dim clip" title={channel.url}>
            {channel.url}
          </p>
        </div>
        <span className="small mid channel-facts">
          {channel.hasSecret ? "signed" : "not signed"}
          {channel.allowPrivate && ", private addresses allowed"}
        </span>
        <span className="small channel-last">
          <LastDelivery channel={channel} />
        </span>
        <button type="button" className="button button-small" disabled={test.isPending} onClick={() => test.mutate()}>
          Test
        </button>
        <button type="button" className="button button-small button-quiet" onClick={() => setDeleting(true)}>
          Delete
        </button>
      </div>
      {test.data && (
        <p className={test.data.ok ? "small good channel-result" : "small bad channel-result"} role="status">
          {test.data.ok ? "Test delivered" : "Test not delivered"}
          {test.data.status !== null && `, answered ${test.data.status}`}. {test.data.message}
        </p>
      )}
      <ErrorNote error={test.error} meaning="Nothing was sent." />
      {deleting && (
        <Confirm
          title={`Delete ${channel.name}?`}
          keep="Keep channel"
          act="Delete channel"
          busy={remove.isPending}
          error={remove.error}
          onKeep={() => setDeleting(false)}
          onAct={() => remove.mutate()}
        >
          Rules that used it deliver to their other channels only. Alerts stay in the inbox.
        </Confirm>
      )}
    </li>
  );
}

function LastDelivery({ channel: { lastDelivery } }: { channel: Channel }) {
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
