import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { channelsQuery, sessionQuery } from "../../api/queries";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { ChannelItem } from "./ChannelItem";
import { mayManage } from "./mayManage";

/** Where alerts are delivered, and whether the last delivery arrived. They are made and changed with the alerts. */
export function ChannelSection() {
  const channels = useQuery(channelsQuery);
  const allowed = mayManage(useQuery(sessionQuery).data?.person ?? null);
  return (
    <section id="channels" aria-label="Channels">
      <div className="section-head">
        <h2>Channels</h2>
        <span className="grow" />
        <Link className="link" to="/alerts" search={{ tab: "channels" }}>
          {allowed ? "Create or change channels" : "All about channels"}
        </Link>
      </div>
      <ErrorNote error={channels.error} meaning="What is shown may be old." onRetry={() => void channels.refetch()} />
      {channels.isPending && !channels.error && <Skeleton rows={2} height={40} />}
      {channels.data?.length === 0 && <p className="mid">No channel yet. Alerts wait in the inbox until someone looks.</p>}
      <ul className="settings-list">
        {channels.data?.map((channel) => (
          <ChannelItem key={channel.id} channel={channel} />
        ))}
      </ul>
    </section>
  );
}
