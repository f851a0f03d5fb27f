import type { Connector } from "../../api/types";
import { formatDuration } from "../../format/time";
import { Note } from "../../ui/Note";

const STEPS: Record<number, string> = { 60: "minute", 3600: "hour", 86400: "day" };

const step = (seconds: number) => STEPS[seconds] ?? formatDuration(seconds * 1000);

/** What the connector asks the provider for, and what the provider cannot tell. */
export function WhatItReads({ connector }: { connector: Connector }) {
  return (
    <>
      {connector.requests.some((one) => one.billed) && (
        <Note tone="warn">{connector.title} charges for some of the requests; those are made as seldom as is sensible.</Note>
      )}
      {!connector.billingSource && (
        <Note>Its costs are an estimate of what others bill. They stand beside a bill, and are never added to it.</Note>
      )}
      {connector.cannotTell.length > 0 && (
        <section>
          <h3>What {connector.title} cannot tell</h3>
          <ul className="plain-list mid">
            {connector.cannotTell.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>What is read</h3>
        <ul className="plain-list mid">
          {connector.streams.map((stream) => (
            <li key={stream.id}>
              {stream.title}
              {stream.kind !== "names" && `, by ${step(stream.stepSeconds)}`}
            </li>
          ))}
        </ul>
      </section>
      <details className="requests">
        <summary>Every request that it may make</summary>
        <ul className="mono">
          {requestsOf(connector).map(({ text, billed }) => (
            <li key={text} className="wrap-anywhere">
              {text}
              {billed && <span className="tag">charged</span>}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Each once: several operations may have one address. */
function requestsOf({ requests }: Connector): { text: string; billed: boolean }[] {
  const billed = new Map<string, boolean>();
  for (const one of requests) {
    const text = `${one.method} ${one.base}${one.path}`;
    billed.set(text, one.billed || billed.get(text) === true);
  }
  return [...billed].map(([text, isBilled]) => ({ text, billed: isBilled }));
}
