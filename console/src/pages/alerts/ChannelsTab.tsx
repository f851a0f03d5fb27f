import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channelsQuery } from "../../api/queries";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Skeleton } from "../../ui/Skeleton";
import { ChannelForm } from "./ChannelForm";
import { ChannelRow } from "./ChannelRow";

export function ChannelsTab() {
  const channels = useQuery(channelsQuery);
  const [creating, setCreating] = useState(false);
  return (
    <div className="page-scroll">
      <div className="page-body">
        <div className="section-head">
          <h2>Channels</h2>
          <p className="hide-narrow">Where alerts are delivered. A delivery that fails is tried again</p>
          <span className="grow" />
          <button type="button" className="button" onClick={() => setCreating(true)}>
            <Icon name="plus" />
            Create channel
          </button>
        </div>
        {channels.error && (
          <ErrorNote error={channels.error} meaning="What is shown may be old." onRetry={() => void channels.refetch()} />
        )}
        {channels.isPending && !channels.error && <Skeleton rows={3} height={50} />}
        {channels.data?.length === 0 && (
          <p className="mid">No channel yet. Alerts wait in the inbox until someone looks.</p>
        )}
        <ul className="channels">
          {channels.data?.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
        </ul>
      </div>
      {creating && <ChannelForm onClose={() => setCreating(false)} />}
    </div>
  );
}
