import { useQuery } from "@tanstack/react-query";
import { formatBytes } from "../../format/bytes";
import { counted } from "../../format/number";
import { formatDay } from "../../format/time";
import { useZone } from "../../preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { Unknown } from "../../ui/Unknown";
import { aboutQuery } from "./aboutQuery";

/** How long what is kept, and how much room it takes. */
export function KeptSection() {
  const about = useQuery(aboutQuery);
  const zone = useZone();
  return (
    <section id="kept" aria-label="What is kept">
      <div className="section-head">
        <h2>What is kept</h2>
      </div>
      <ErrorNote error={about.error} meaning="How much there is is not known now." onRetry={() => void about.refetch()} />
      {about.isPending && !about.error && <Skeleton rows={2} height={40} />}
      {about.data && (
        <dl className="facts-list settings-facts">
          <dt>Events</dt>
          <dd>
            {about.data.warehouse.events === null ? <Unknown reason="The warehouse has failed">unknown</Unknown> : counted(about.data.warehouse.events, "event")}
            {about.data.warehouse.since && ` since ${formatDay(about.data.warehouse.since, zone)}`}, {formatBytes(about.data.warehouse.bytes)} in the warehouse
            <p className="mid">Nothing is deleted from it by itself: it grows with every event. Bills and usage that syncs read stay, too.</p>
          </dd>
          <dt>Ledger</dt>
          <dd>
            {counted(about.data.ledger.entries, "entry", "entries")}
            {about.data.ledger.since && ` since ${formatDay(about.data.ledger.since, zone)}`}, {formatBytes(about.data.ledger.bytes)}
            <p className="mid">
              The log that the warehouse is made from. What is older than {counted(about.data.ledger.keepsDays, "day")} and stands in the warehouse is dropped from
              it.
            </p>
          </dd>
        </dl>
      )}
    </section>
  );
}
