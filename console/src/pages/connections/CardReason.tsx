import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { syncsQuery } from "../../api/connectionQueries";
import type { Connection } from "../../api/types";
import { formatMinute } from "../../format/time";
import { useZone } from "../../preferences";
import { failingSince } from "./statusText";

/** Why a connection reads nothing, what that means for the numbers, and what to do. */
export function CardReason({ connection }: { connection: Connection }) {
  const zone = useZone();
  const syncs = useInfiniteQuery(syncsQuery(connection.id)).data?.pages[0]?.items ?? [];
  const since = failingSince(syncs);
  return (
    <div className="card-reason">
      <p>
        <strong>{connection.reason ?? connection.lastSync?.error ?? "Nothing arrived for a while."}</strong>
      </p>
      <p className="mid">
        {since && `Since ${formatMinute(since, zone)} no`}
        {!since && "No"} usage or bill is read: the days from then on have no bill, and what was metered in them stands alone. What was read
        before stays; once it works again, the missing days are read by themselves.{" "}
        <Link className="link" to="/connections" search={{ detail: connection.id }}>
          See every try
        </Link>
      </p>
    </div>
  );
}
