import { Fragment } from "react";
import type { Connection, Connector } from "../../api/types";
import { describeSchedule } from "../../format/schedule";
import { formatMinute, formatTime, formatUntil } from "../../format/time";
import { useZone } from "../../preferences";
import { Drawer } from "../../ui/Drawer";
import { ErrorNote } from "../../ui/ErrorNote";
import { Glyph } from "../../ui/Glyph";
import { Note } from "../../ui/Note";
import { Status } from "../../ui/Status";
import { accountLine, readingText, STATUS } from "./statusText";
import { StreamCoverage } from "./StreamCoverage";
import { SyncHistory } from "./SyncHistory";
import { useCancelSync, useSyncNow } from "./useSyncNow";
import { WhatItReads } from "./WhatItReads";

interface Props {
  connection: Connection;
  connector: Connector | undefined;
  onEdit: () => void;
  onClose: () => void;
}

/** All that is known of a connection: what was read, every try, and what its provider cannot tell. */
export function ConnectionDetail({ connection, connector, onEdit, onClose }: Props) {
  const zone = useZone();
  const sync = useSyncNow(connection);
  const cancel = useCancelSync(connection);
  const { lastSync, nextSyncAt, backFillFrom } = connection;
  const running = lastSync?.status === "running";
  const { shape, word } = STATUS[connection.status];
  const facts: [string, string][] = [
    ["Account", connection.account?.name ?? connection.account?.id ?? "not named by the provider"],
    ["Connector", connector ? `${connector.id} ${connector.version}` : connection.connector],
    ["Schedule", `${describeSchedule(connection.schedule) ?? connection.schedule}${connection.zone === "UTC" ? "" : `, ${connection.zone}`}`],
    ["Next sync", nextSyncAt ? `${formatMinute(nextSyncAt, zone)}, ${formatUntil(nextSyncAt)}` : "none is planned"],
    ["Towards the total", connection.countsTowardsTotal ? "its bill is spend" : "never added"],
    ["Connected", formatTime(connection.createdAt, zone)],
  ];
  return (
    <Drawer
      title={connection.name}
      subtitle={accountLine(connection, connector?.title ?? connection.connector)}
      glyph={<Glyph provider={connection.connector} />}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="button" disabled={!connector} onClick={onEdit}>
            Edit
          </button>
          {running ? (
            <button type="button" className="button" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel sync
            </button>
          ) : (
            <button type="button" className="button button-primary" disabled={sync.isPending} onClick={() => sync.mutate()}>
              Sync now
            </button>
          )}
        </>
      }
    >
      <div className="detail-parts">
        <div className="row between">
          <Status shape={shape}>{word}</Status>
          {running && !backFillFrom && (
            <span className="small mid" role="status">
              {readingText(lastSync)}
            </span>
          )}
        </div>
        {connection.reason && (
          <Note tone="bad">
            <strong>{connection.reason}</strong>
          </Note>
        )}
        {connection.warnings.map((warning) => (
          <Note key={warning} tone="warn">
            {warning}
          </Note>
        ))}
        <ErrorNote error={sync.error} meaning="Nothing was read." />
        <ErrorNote error={cancel.error} meaning="The sync goes on." />
        {backFillFrom && (
          <div>
            <p>
              <b>Reading back to {formatMinute(backFillFrom, "UTC")}</b>{" "}
              <span className="mid">{running ? readingText(lastSync) : "goes on with the next sync"}</span>
            </p>
            {running && (
              <progress
                className="detail-progress"
                max={Math.max(lastSync.daysTotal, 1)}
                value={lastSync.daysDone}
                aria-label="Reading back"
              />
            )}
          </div>
        )}
        <dl className="facts-list">
          {facts.map(([label, text]) => (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd className="wrap-anywhere">{text}</dd>
            </Fragment>
          ))}
        </dl>
        {connection.account && connection.account.notes.length > 0 && (
          <ul className="plain-list mid">
            {connection.account.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <StreamCoverage connection={connection} connector={connector} />
        <SyncHistory connection={connection} />
        {connector && <WhatItReads connector={connector} />}
      </div>
    </Drawer>
  );
}
