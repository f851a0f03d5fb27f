import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { connectorsQuery } from "../../api/queries";
import { formatTotal } from "../../format/money";
import { formatMinute } from "../../format/time";
import { useZone } from "../../preferences";
import { providerOf } from "../../providerNames";
import { Unknown } from "../../ui/Unknown";
import type { MatrixRow } from "./matrixRows";

/** What was metered, and why there is no bill beside it, in four cells. */
export function NoBillNumbers({ row }: { row: MatrixRow }) {
  const { metered, unpriced, currency } = row;
  return (
    <>
      <td className="number">{metered === null ? <span className="dim">–</span> : formatTotal(metered, unpriced, currency)}</td>
      <td className="number">
        <Reason row={row} />
      </td>
      <td className="number mid">{row.kind === "nameless" ? <span className="dim">–</span> : "unknown"}</td>
      <td />
    </>
  );
}

function Reason({ row }: { row: MatrixRow }) {
  const zone = useZone();
  const connectors = useQuery(connectorsQuery);
  const [connection] = row.connections;
  switch (row.kind) {
    case "unconnected": {
      const fitting = connectors.data?.filter(({ id }) => providerOf(id) === row.provider) ?? [];
      const [only] = fitting.length === 1 ? fitting : [];
      return (
        <Link className="unknown" to="/connections" search={only ? { connect: only.id } : {}}>
          not connected
        </Link>
      );
    }
    case "pending": {
      const next = connection?.nextSyncAt;
      const isFirst = connection?.status !== "disconnected" && next;
      return <Unknown reason={connection?.reason}>{isFirst ? `first sync ${formatMinute(next, zone)}` : "nothing read yet"}</Unknown>;
    }
    case "silent":
      return <Unknown reason="This provider tells what was used, and not what it bills">tells no bill</Unknown>;
    case "nameless":
      return <span className="dim">–</span>;
    default:
      return <Unknown reason="No day of this month has a final bill and a metered cost">no final bill yet</Unknown>;
  }
}
