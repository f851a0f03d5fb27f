import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { channelsQuery } from "../../api/queries";
import type { Channel, ChannelTest } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { LastDelivery } from "../alerts/LastDelivery";

const KINDS: Record<Channel["kind"], string> = { webhook: "webhook", slack: "Slack", email: "e-mail" };

/** A channel with its last delivery and a test. */
export function ChannelItem({ channel }: { channel: Channel }) {
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => request<ChannelTest>("POST", `/api/v1/channels/${encodeURIComponent(channel.id)}/test`),
    onSuccess: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  return (
    <li>
      <div className="settings-item">
        <div className="grow">
          <b className="wrap-anywhere">{channel.name}</b> <span className="mid">{KINDS[channel.kind]}</span>
        </div>
        <div className="small">
          <LastDelivery channel={channel} />
        </div>
        <button type="button" className="button button-small" aria-label={`Test ${channel.name}`} disabled={test.isPending} onClick={() => test.mutate()}>
          Test
        </button>
      </div>
      {test.data && (
        <p className={test.data.ok ? "small good" : "small bad"} role="status">
          {test.data.ok ? "Test delivered" : "Test not delivered"}
          {test.data.status !== null && `, answered ${test.data.status}`}. {test.data.message}
        </p>
      )}
      <ErrorNote error={test.error} meaning="Nothing was sent." />
    </li>
  );
}
