import { Link } from "@tanstack/react-router";
import { formatDate } from "../../format/time";
import { ShowSql } from "../../ui/ShowSql";
import type { Cause } from "./cause";
import { causeAction } from "./causeAction";
import { CauseText } from "./CauseText";
import { driftState } from "./cells";
import type { Chosen } from "./chosen";
import { bySize, partsOf } from "./parts";
import { partSql } from "./sql";

/** What most of a difference consists of, since when, and what mends it; nothing is guessed. */
export function LikelyCause({ chosen, cause }: { chosen: Chosen; cause: Cause | null }) {
  const { row, from, to, parts, drift } = chosen;
  const [connection] = row.connections;
  const isMissing = chosen.billed === null && !chosen.item?.open;
  const action = cause && causeAction(cause, chosen);
  const [largest] = partsOf(parts).toSorted(bySize);
  const part = cause?.part ?? largest?.part;
  const asked = { from: cause?.since ?? from, to, provider: row.provider ?? "", connections: row.connections };
  return (
    <section className="likely-cause" aria-labelledby="likely-cause">
      <h2 id="likely-cause">Likely cause</h2>
      {cause ? (
        <>
          <CauseText cause={cause} chosen={chosen} />
          {cause.since && cause.part !== "lateData" && <p className="mid">{sinceText(cause.since, cause.isFirst, to)}</p>}
        </>
      ) : (
        <p>{whyNone(chosen)}</p>
      )}
      {isMissing && connection && (
        <div className="row">
          <Link to="/connections" search={{ detail: connection.id }} className="button button-primary">
            Look at the connection
          </Link>
        </div>
      )}
      {(action || part) && drift !== null && (
        <div className="row">
          {action && (
            <Link {...action.link} className="button button-primary">
              {action.label}
            </Link>
          )}
          {part && <ShowSql sql={partSql(part, asked)} />}
        </div>
      )}
    </section>
  );
}

function sinceText(since: string, isFirst: boolean, last: string): string {
  if (isFirst) return `So it is on every day shown, from ${formatDate(since)} on.`;
  return since === last ? "It began on this day." : `It began on ${formatDate(since)} and is so on every day since.`;
}

function whyNone({ item, billed, metered, drift }: Chosen): string {
  if (billed === null) return item?.open ? "There is no bill for this day yet." : "There is no bill for this day, so that nothing can be compared. The connection did not read it.";
  if (metered === null || drift === null) return "The metered cost of this day is not known.";
  if (driftState(drift, metered) === "agrees") return "Nothing to explain: bill and meter agree within 0.5%.";
  return "No single part explains over 60% of the difference. The lines beside say what it consists of.";
}
