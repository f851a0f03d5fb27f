import { Link } from "@tanstack/react-router";
import type { Alert } from "../../api/types";
import { counted } from "../../format/number";
import { Icon } from "../../ui/Icon";

/** The rule's own words, the key that its alerts have in common, and the events that it named. */
export function WhatTheRuleSays({ alert }: { alert: Alert }) {
  const { firstEventId: first, lastEventId: last } = alert;
  return (
    <section className="alert-says">
      <h3>What the rule says</h3>
      <p className="alert-text">{[`${alert.title}.`, alert.detail].filter(Boolean).join("\n")}</p>
      <dl className="facts-list">
        <dt>Key</dt>
        <dd className="mono wrap-anywhere">{alert.key}</dd>
        {alert.findings !== "1" && (
          <>
            <dt>Findings</dt>
            <dd>{counted(alert.findings, "finding")} merged into this alert</dd>
          </>
        )}
      </dl>
      <p className="row alert-links">
        {first && <EventLink id={first}>{first === last ? "Open the event" : "Open the first event"}</EventLink>}
        {last && last !== first && <EventLink id={last}>Open the last event</EventLink>}
      </p>
    </section>
  );
}

function EventLink({ id, children }: { id: string; children: string }) {
  return (
    <Link className="button" to="/transactions" search={{ range: "all", event: id }}>
      <Icon name="transactions" />
      {children}
    </Link>
  );
}
