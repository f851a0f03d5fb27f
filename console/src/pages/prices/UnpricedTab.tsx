import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { unpricedQuery } from "../../api/queries";
import type { UnpricedGroup } from "../../api/types";
import { counted, formatCount } from "../../format/number";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { meterLabel } from "../transactions/labels";
import { unpricedSentence } from "../transactions/unpriced";
import { NearestModels } from "./NearestModels";
import type { PricesSearch } from "./search";

/** The work list: what has no price, and the way to give it one. */
export function UnpricedTab({ onGo }: { onGo: (next: PricesSearch) => void }) {
  const unpriced = useQuery({ ...unpricedQuery, refetchInterval: 3_000 });
  const groups = unpriced.data?.items;
  return (
    <>
      <div className="section-head">
        <h2>Unpriced</h2>
        <p className="hide-narrow">Events whose cost cannot be computed. They are unknown, not zero, and in no sum</p>
      </div>
      <ErrorNote error={unpriced.error} meaning="What is shown may be old." onRetry={() => void unpriced.refetch()} />
      {unpriced.isPending && !unpriced.error && <Skeleton rows={4} height={44} />}
      {groups?.length === 0 && (
        <Empty title="Everything has a price">
          When a model, tool or meter comes that the price book does not know, it waits here until somebody sets a price.
        </Empty>
      )}
      {groups && groups.length > 0 && (
        <table className="flush price-table unpriced-table">
          <thead>
            <tr>
              <th>What</th>
              <th>Why</th>
              <th className="number">Events</th>
              <th className="hide-narrow">First seen</th>
              <th>Nearest known models</th>
              <th>
                <span className="visually-hidden">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Row key={[group.provider, group.model, group.tool, group.reason].join(" ")} group={group} onGo={onGo} />
            ))}
          </tbody>
        </table>
      )}
      {unpriced.data?.more && <p className="small mid">There are more; set prices for these first.</p>}
    </>
  );
}

/** What only the sender can mend: a price would not help. */
const SENDERS = ["no_model", "no_provider", "nothing_metered", "out_of_range"];

function Row({ group, onGo }: { group: UnpricedGroup; onGo: (next: PricesSearch) => void }) {
  const { provider, model, tool, reason } = group;
  const isMendable = reason !== "no_exchange_rate" && !SENDERS.includes(reason);
  const filter = { unpriced: "true", ...(provider && { provider }), ...(model && { model }) };
  return (
    <tr>
      <td>
        <b className="wrap-anywhere">{tool ?? model ?? "no model"}</b>
        <p className="small dim">{tool ? "tool" : (provider ?? "no provider")}</p>
      </td>
      <td className="mid">
        {unpricedSentence(reason)}
        {group.meters.length > 0 && <p className="small dim">{group.meters.map(meterLabel).join(", ")}</p>}
      </td>
      <td className="number">
        <Link className="link" to="/transactions" search={filter} title={`${counted(group.withoutCost, "event")} without any cost`}>
          {formatCount(group.events)}
        </Link>
      </td>
      <td className="mid hide-narrow">
        <TimeText at={group.firstSeen} relative />
        <p className="small dim">
          last <TimeText at={group.lastSeen} relative />
        </p>
      </td>
      <td>{isMendable && <NearestModels group={group} onUse={(listed) => onGo({ ...newPrice(group), like: `${listed.provider}/${listed.model}` })} />}</td>
      <td className="number">
        {reason === "no_exchange_rate" ? (
          <button type="button" className="button button-small" onClick={() => onGo({ tab: "own" })}>
            Set a rate
          </button>
        ) : SENDERS.includes(reason) ? (
          <span className="small dim">the sender’s to mend</span>
        ) : (
          <button type="button" className="button button-small" onClick={() => onGo(newPrice(group))}>
            Set a price
          </button>
        )}
      </td>
    </tr>
  );
}

/** A price for it, and the day from which the past waits for one. */
function newPrice({ provider, model, tool, meters, firstSeen }: UnpricedGroup): PricesSearch {
  const names = tool ? { tool } : { ...(provider && { provider }), ...(model && { model }) };
  return { tab: "own", price: "new", ...names, ...(meters.length > 0 && { meters: meters.join(",") }), from: firstSeen.slice(0, 10) };
}
