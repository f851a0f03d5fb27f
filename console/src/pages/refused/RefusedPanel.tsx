import { Link } from "@tanstack/react-router";
import type { RefusedRecord } from "../../api/types";
import { errorSentence } from "../../api/client";
import { formatFull } from "../../format/time";
import { useZone } from "../../preferences";
import { CopyButton } from "../../ui/CopyButton";
import { PanelButtons } from "../transactions/PanelButtons";
import { advice, afterwards } from "./advice";
import { KeyLink } from "./KeyLink";
import { bodyLines } from "./layOut";
import { Message } from "./Message";
import { placeOf } from "./record";

interface Props {
  /** None when the address names one that is not among the rows. */
  record: RefusedRecord | undefined;
  isLoading: boolean;
  /** Only one key is looked at. */
  isNarrowed: boolean;
  onMove: (step: number) => void;
  onClose: () => void;
  onKey: (id: string) => void;
}

export function RefusedPanel({ record, isLoading, isNarrowed, onMove, onClose, onKey }: Props) {
  return (
    <aside className="event-panel refused-panel" aria-label="Refused record">
      <header>
        <div className="grow">
          <h2 className="clip">{record ? record.code : "Refused record"}</h2>
          <p className="small mid">{record && placeOf(record)}</p>
        </div>
        <PanelButtons onMove={onMove} onClose={onClose} />
      </header>
      {record && <Detail record={record} isNarrowed={isNarrowed} onKey={onKey} />}
      {!record && !isLoading && (
        <section>
          <h3>It is not among the rows shown</h3>
          <p className="mid">It stands further down, or it is no longer kept: the newest 10,000 are.</p>
        </section>
      )}
    </aside>
  );
}

interface DetailProps {
  record: RefusedRecord;
  isNarrowed: boolean;
  onKey: (id: string) => void;
}

function Detail({ record, isNarrowed, onKey }: DetailProps) {
  const zone = useZone();
  const { keyId } = record;
  return (
    <>
      <section>
        <h3>What the sender was told</h3>
        <p className="refused-message wrap-anywhere">
          <Message text={errorSentence(record.message)} />
        </p>
      </section>
      <section>
        <h3>What to do</h3>
        <p className="wrap-anywhere">
          <Message text={advice(record)} />
        </p>
        <p className="mid">{afterwards(record)}</p>
        <p className="small">
          <Link className="link" to="/connections" hash="quick-start">
            Open the quick start
          </Link>
        </p>
      </section>
      <section>
        <h3>The request</h3>
        <dl className="facts-list">
          <dt>Received</dt>
          <dd>{formatFull(record.receivedAt, zone)}</dd>
          <dt>Key</dt>
          <dd className="refused-key">
            <KeyLink id={keyId} />
            {keyId && !isNarrowed && (
              <button type="button" className="link" onClick={() => onKey(keyId)}>
                Only this key
              </button>
            )}
          </dd>
          <dt>Posted to</dt>
          <dd className="mono wrap-anywhere">{record.endpoint}</dd>
          {record.field && (
            <>
              <dt>Field</dt>
              <dd className="mono wrap-anywhere">{record.field}</dd>
            </>
          )}
        </dl>
      </section>
      <Body record={record} />
    </>
  );
}

function Body({ record }: { record: RefusedRecord }) {
  if (!record.body) {
    return (
      <section>
        <h3>What was sent</h3>
        <p className="mid">Nothing of the body was kept.</p>
      </section>
    );
  }
  return (
    <section>
      <div className="row between">
        <h3>What was sent</h3>
        <CopyButton text={record.body} label="Copy what was sent" worded />
      </div>
      {/* Scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="refused-body" tabIndex={0} aria-label="What was sent">
        {bodyLines(record.body, record.field).map(({ text, isMeant }, at) =>
          // Lines of a text stand in its order.
          // oxlint-disable-next-line react/no-array-index-key
          isMeant ? <mark key={at}>{text}</mark> : `${text}\n`,
        )}
      </pre>
      <p className="small dim">Its first 2 KB at most, secrets masked.</p>
    </section>
  );
}
