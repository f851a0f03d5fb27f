import { useQuery } from "@tanstack/react-query";
import { serverNow } from "../../clock";
import { formatBytes } from "../../format/bytes";
import { formatDuration } from "../../format/time";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { aboutQuery } from "./aboutQuery";
import { MasterKey } from "./MasterKey";

/** What this server is, and how its secrets are sealed. */
export function AboutSection() {
  const about = useQuery(aboutQuery);
  return (
    <section id="about" aria-label="About">
      <div className="section-head">
        <h2>About</h2>
      </div>
      <ErrorNote error={about.error} meaning="What this server is is not known now." onRetry={() => void about.refetch()} />
      {about.isPending && !about.error && <Skeleton rows={4} height={24} />}
      {about.data && (
        <dl className="facts-list settings-facts">
          <dt>Version</dt>
          <dd>{about.data.version}</dd>
          <dt>Runs since</dt>
          <dd>
            <TimeText at={about.data.startedAt} />
            <span className="mid">, {formatDuration(Math.max(0, serverNow().getTime() - Date.parse(about.data.startedAt)))}</span>
          </dd>
          <dt>On disk</dt>
          <dd>
            Ledger {formatBytes(about.data.ledger.bytes)}, warehouse {formatBytes(about.data.warehouse.bytes)}
          </dd>
          <dt>Master key</dt>
          <dd>
            <MasterKey masterKey={about.data.masterKey} />
          </dd>
        </dl>
      )}
    </section>
  );
}
