import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import { channelsQuery } from "../../api/queries";
import type { Channel, ChannelTest } from "../../api/types";
import { Confirm } from "../../ui/Confirm";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { TimeText } from "../../ui/TimeText";
import { ChannelForm } from "./ChannelForm";
import { DeliveryLog } from "./DeliveryLog";
import { LastDelivery } from "./LastDelivery";
import { RotateSecret } from "./RotateSecret";

export function ChannelRow({ channel }: { channel: Channel }) {
  const [shown, setShown] = useState<"edit" | "delete" | "rotate" | "log" | null>(null);
  const close = () => setShown(null);
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
          <p className="mono dim clip" title={target(channel)}>
            {target(channel)}
          </p>
        </div>
        <span className="small mid channel-facts">
          {facts(channel)}
          {channel.rotatedUntil && (
            <>
              , the old secret, too, until <TimeText at={channel.rotatedUntil} />
            </>
          )}
        </span>
        <span className="small channel-last">
          <LastDelivery channel={channel} />
        </span>
        <button type="button" className="button button-small" disabled={test.isPending} onClick={() => test.mutate()}>
          Test
        </button>
        <button type="button" className="button button-small" onClick={() => setShown("log")}>
          Deliveries
        </button>
        <Menu button={<Icon name="more" />} label={`More about ${channel.name}`}>
          <button type="button" className="menu-item" onClick={() => setShown("edit")}>
            <Icon name="settings" />
            Edit
          </button>
          {channel.kind === "webhook" && (
            <button type="button" className="menu-item" onClick={() => setShown("rotate")}>
              <Icon name="regenerate" />
              {channel.hasSecret ? "Rotate secret" : "Sign deliveries"}
            </button>
          )}
          <button type="button" className="menu-item menu-item-bad" onClick={() => setShown("delete")}>
            <Icon name="trash" />
            Delete
          </button>
        </Menu>
      </div>
      {test.data && (
        <p className={test.data.ok ? "small good channel-result" : "small bad channel-result"} role="status">
          {test.data.ok ? "Test delivered" : "Test not delivered"}
          {test.data.status !== null && `, answered ${test.data.status}`}. {test.data.message}
        </p>
      )}
      <ErrorNote error={test.error} meaning="Nothing was sent." />
      {shown === "edit" && <ChannelForm channel={channel} onClose={close} />}
      {shown === "rotate" && <RotateSecret channel={channel} onClose={close} />}
      {shown === "log" && <DeliveryLog channel={channel} onClose={close} />}
      {shown === "delete" && (
        <Confirm
          title={`Delete ${channel.name}?`}
          keep="Keep channel"
          act="Delete channel"
          busy={remove.isPending}
          error={remove.error}
          onKeep={close}
          onAct={() => remove.mutate()}
        >
          Rules that used it deliver to their other channels only. Alerts stay in the inbox.
        </Confirm>
      )}
    </li>
  );
}

function target({ kind, url, host, port, to }: Channel): string {
  return kind === "email" ? `${to?.join(", ")} through ${host}:${port}` : (url ?? "");
}

function facts({ kind, hasSecret, tls, allowPrivate }: Channel): string {
  const how = { webhook: hasSecret ? "signed" : "not signed", slack: "Slack", email: `e-mail, ${ENCRYPTION[tls ?? "none"]}` };
  return allowPrivate ? `${how[kind]}, private addresses allowed` : how[kind];
}

const ENCRYPTION = { starttls: "STARTTLS", tls: "TLS", none: "not encrypted" } as const;
