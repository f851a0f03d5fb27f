import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import { connectionsQuery } from "../../api/queries";
import type { Connection } from "../../api/types";
import { counted } from "../../format/number";
import { useZone } from "../../preferences";
import { Confirm } from "../../ui/Confirm";
import { ErrorNote } from "../../ui/ErrorNote";
import { Glyph } from "../../ui/Glyph";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Note } from "../../ui/Note";
import { Status } from "../../ui/Status";
import { Unknown } from "../../ui/Unknown";
import { BackFill } from "./BackFill";
import { CoverageStrip } from "./CoverageStrip";
import { accountLine, STATUS, syncLine } from "./statusText";
import { useCancelSync, useSyncNow } from "./useSyncNow";

interface Props {
  connection: Connection;
  /** The connector's own name, for example `OpenAI`. */
  provider: string;
  onEdit: () => void;
}

export function ConnectionCard({ connection, provider, onEdit }: Props) {
  const zone = useZone();
  const [deleting, setDeleting] = useState(false);
  const [fillingBack, setFillingBack] = useState(false);
  const client = useQueryClient();
  const sync = useSyncNow(connection);
  const remove = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/connections/${encodeURIComponent(connection.id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });

  const broken = connection.status === "disconnected";
  const { shape, word } = STATUS[connection.status];
  const running = connection.lastSync?.status === "running";
  const failure = connection.reason ?? connection.lastSync?.error ?? null;
  const cancel = useCancelSync(connection);
  return (
    <article className={broken ? "card card-broken sheet" : "card sheet"} aria-label={connection.name}>
      <header className="row">
        <Glyph provider={connection.connector} />
        <div className="grow">
          <h3 className="clip">{connection.name}</h3>
          <p className="small dim clip">
            {accountLine(connection, provider)}
          </p>
        </div>
        <Status shape={shape}>{word}</Status>
      </header>
      {broken && (
        <div className="card-reason">
          <p>
            <strong>{failure ?? "Nothing arrived for a while."}</strong>
          </p>
          <p className="mid">
            No usage or bill is read until this works again. What was read before stays; the missing days are read by
            themselves.
          </p>
        </div>
      )}
      <div className="card-facts">
        <div>
          <p className="small mid">Records of the last sync</p>
          <Records connection={connection} />
        </div>
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
      {deleting ? (
        <Confirm
          title={`Delete ${connection.name}?`}
          keep="Keep connection"
          act="Delete connection"
          busy={remove.isPending}
          error={remove.error}
          onKeep={() => setDeleting(false)}
          onAct={() => remove.mutate()}
        >
          Its sealed credentials are erased and nothing more is read. Records that were read stay.
        </Confirm>
      ) : fillingBack ? (
        <BackFill connection={connection} onClose={() => setFillingBack(false)} />
      ) : (
        <footer className="row between small">
          {broken ? (
            <span className="row">
              <button type="button" className="button button-primary" disabled={running} onClick={() => sync.mutate()}>
                Check again
              </button>
              <button type="button" className="button" onClick={onEdit}>
                Replace credentials
              </button>
            </span>
          ) : null}
          <span className="mid card-sync" role={running ? "status" : undefined}>
            {syncLine(connection, zone)}
          </span>
          <Menu label={`More for ${connection.name}`} button={<Icon name="more" />}>
            <button type="button" className="menu-item" disabled={running} onClick={() => sync.mutate()}>
              <Icon name="regenerate" />
              Sync now
            </button>
            {running && (
              <button type="button" className="menu-item" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
                <Icon name="close" />
                Cancel sync
              </button>
            )}
            <button type="button" className="menu-item" onClick={() => setFillingBack(true)}>
              <Icon name="clock" />
              Read further back
            </button>
            <button type="button" className="menu-item" onClick={onEdit}>
              <Icon name="connections" />
              Edit
            </button>
            <button type="button" className="menu-item menu-item-bad" onClick={() => setDeleting(true)}>
              <Icon name="trash" />
              Delete
            </button>
          </Menu>
          {running && <SyncProgress connection={connection} />}
        </footer>
      )}
    </article>
  );
}

function Records({ connection: { lastSync } }: { connection: Connection }) {
  if (!lastSync || (lastSync.status === "running" && lastSync.records === "0")) {
    return (
      <p className="card-figure">
        <Unknown>{lastSync ? "being read" : "after first sync"}</Unknown>
      </p>
    );
  }
  return <p className="card-figure tabular">{counted(lastSync.records, "record")}</p>;
}

function SyncProgress({ connection: { lastSync } }: { connection: Connection }) {
  const { daysDone = 0, daysTotal = 0 } = lastSync ?? {};
  return <progress className="sync-progress" max={Math.max(daysTotal, 1)} value={daysDone} aria-label="Sync progress" />;
}
