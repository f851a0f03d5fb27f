import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { request } from "../../api/client";
import { deliveriesQuery } from "../../api/queries";
import type { Channel, LoggedDelivery } from "../../api/types";
import { counted } from "../../format/number";
import { formatUntil } from "../../format/time";
import { Drawer } from "../../ui/Drawer";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { Status, type StatusShape } from "../../ui/Status";
import { TimeText } from "../../ui/TimeText";

const SHAPES: Record<LoggedDelivery["status"], StatusShape> = { delivered: "on", pending: "wait", failed: "off" };

/** What was sent through a channel, the newest first, with every attempt. */
export function DeliveryLog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const log = useInfiniteQuery(deliveriesQuery(channel.id));
  const deliveries = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer title={`Deliveries of ${channel.name}`} subtitle="Tests are not listed" onClose={onClose}>
      {log.error && <ErrorNote error={log.error} meaning="What is shown may be old." onRetry={() => void log.refetch()} />}
      {log.isPending && !log.error && <Skeleton rows={5} height={48} />}
      {log.data && deliveries.length === 0 && (
        <p className="mid">Nothing was sent yet. What rules that name this channel find will be listed here.</p>
      )}
      <ul className="log">
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} channel={channel} />
        ))}
      </ul>
      {log.hasNextPage && (
        <button type="button" className="button" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Older deliveries
        </button>
      )}
    </Drawer>
  );
}

function Delivery({ delivery, channel }: { delivery: LoggedDelivery; channel: Channel }) {
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () =>
      request<LoggedDelivery>(
        "POST",
        `/api/v1/channels/${encodeURIComponent(channel.id)}/deliveries/${encodeURIComponent(delivery.id)}/retry`,
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveriesQuery(channel.id).queryKey }),
  });
  const { status, attempts, dueAt, lastError, tries } = delivery;
  return (
    <li>
      <div className="log-head">
        <b className="grow wrap-anywhere">
          {delivery.alertId ? (
            <Link className="link" to="/alerts" search={{ id: delivery.alertId }}>
              {delivery.title}
            </Link>
          ) : (
            delivery.title
          )}
        </b>
        <Status shape={SHAPES[status]}>{status}</Status>
      </div>
      <p className="small mid">
        <span className="mono">{delivery.type}</span>, <TimeText at={delivery.createdAt} relative />,{" "}
        {counted(attempts, "attempt")}
        {dueAt && attempts > 0 && `, tries again ${formatUntil(dueAt)}`}
      </p>
      {status !== "delivered" && lastError && <p className="small bad wrap-anywhere">{lastError}</p>}
      <div className="log-actions">
        <details>
          <summary className="small">Attempts and payload</summary>
          <ol className="timeline">
            {tries.map((one) => (
              <li key={one.number}>
                <span className="dim">
                  <TimeText at={one.at} />
                </span>
                <div>
                  <b>{one.status === null ? "No answer" : `Answered ${one.status}`}</b>
                  {one.error && <p>{one.error}</p>}
                </div>
              </li>
            ))}
          </ol>
          <p className="small mid">
            Delivery <span className="mono">{delivery.id}</span>
          </p>
          <pre className="log-payload mono">{JSON.stringify(delivery.payload, null, 2)}</pre>
        </details>
        {status === "failed" && (
          <button type="button" className="button button-small" disabled={retry.isPending} onClick={() => retry.mutate()}>
            Try again
          </button>
        )}
      </div>
      <ErrorNote error={retry.error} meaning="It was not tried again." />
    </li>
  );
}
