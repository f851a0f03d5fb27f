import { useState } from "react";
import type { Connection, Connector } from "../../api/types";
import { useZone } from "../../preferences";
import { ErrorNote } from "../../ui/ErrorNote";
import { Glyph } from "../../ui/Glyph";
import { Note } from "../../ui/Note";
import { Status } from "../../ui/Status";
import { BackFill } from "./BackFill";
import { Billed } from "./Billed";
import { CardMenu } from "./CardMenu";
import { CardReason } from "./CardReason";
import { CoverageStrip } from "./CoverageStrip";
import { DeleteConnection } from "./DeleteConnection";
import { accountLine, STATUS, syncLine } from "./statusText";
import { useCancelSync, useSyncNow } from "./useSyncNow";

interface Props {
  connection: Connection;
  connector: Connector | undefined;
  onDetail: () => void;
  onEdit: () => void;
}

/** A connection at a glance. One that reads nothing takes the whole width and says why. */
export function ConnectionCard({ connection, connector, onDetail, onEdit }: Props) {
  const zone = useZone();
  const [asking, setAsking] = useState<"delete" | "further back" | null>(null);
  const sync = useSyncNow(connection);
  const cancel = useCancelSync(connection);

  const broken = connection.status === "disconnected";
  const { shape, word } = STATUS[connection.status];
  const running = connection.lastSync?.status === "running";
  const failure = connection.reason ?? connection.lastSync?.error ?? null;
  const close = () => setAsking(null);
  return (
    <article className={broken ? "card card-broken sheet" : "card sheet"} aria-label={connection.name}>
      <header className="row">
        <Glyph provider={connection.connector} />
        <div className="grow">
          <h3 className="clip">
            <button type="button" className="card-name" onClick={onDetail}>
              {connection.name}
            </button>
          </h3>
          <p className="small dim clip">{accountLine(connection, connector?.title ?? connection.connector)}</p>
        </div>
        <Status shape={shape}>{word}</Status>
      </header>
      {broken && <CardReason connection={connection} />}
      <div className="card-facts">
        <Billed connection={connection} connector={connector} />
        <CoverageStrip connection={connection} />
        {!broken && failure && !connection.warnings.includes(failure) && <ErrorNote error={new Error(failure)} />}
        {connection.warnings.map((warning) => (
          <Note key={warning} tone="warn">
            {warning}
          </Note>
        ))}
        <ErrorNote error={cancel.error} meaning="The sync goes on." />
        <ErrorNote error={sync.error} meaning="Nothing was read." />
      </div>
      {asking === "delete" && <DeleteConnection connection={connection} onClose={close} />}
      {asking === "further back" && <BackFill connection={connection} onClose={close} />}
      {asking === null && (
        <footer className="row between small">
          {broken && (
            <span className="row">
              <button type="button" className="button button-primary" disabled={running} onClick={() => sync.mutate()}>
                Check again
              </button>
              <button type="button" className="button" onClick={onEdit}>
                Replace credentials
              </button>
            </span>
          )}
          <span className="mid card-sync" role={running ? "status" : undefined}>
            {syncLine(connection, zone)}
          </span>
          <CardMenu
            connection={connection}
            sync={sync}
            cancel={cancel}
            onDetail={onDetail}
            onFillBack={() => setAsking("further back")}
            onEdit={onEdit}
            onDelete={() => setAsking("delete")}
          />
          {running && <SyncProgress connection={connection} />}
        </footer>
      )}
    </article>
  );
}

function SyncProgress({ connection: { lastSync } }: { connection: Connection }) {
  const { daysDone = 0, daysTotal = 0 } = lastSync ?? {};
  return <progress className="sync-progress" max={Math.max(daysTotal, 1)} value={daysDone} aria-label="Sync progress" />;
}
