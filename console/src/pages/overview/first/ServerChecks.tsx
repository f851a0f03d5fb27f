import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { readinessQuery, refusedQuery } from "../../../api/overviewQueries";
import type { Key } from "../../../api/types";
import { formatTime } from "../../../format/time";
import { useZone } from "../../../preferences";
import { Icon } from "../../../ui/Icon";

type Verdict = "good" | "bad" | "open";

/** Why an event may not show: what the server found out, not advice. */
export function ServerChecks({ sender }: { sender: Key | undefined }) {
  const zone = useZone();
  const ready = useQuery(readinessQuery);
  const refused = useQuery(refusedQuery);
  const { host } = window.location;
  const parts = ready.data?.parts;
  return (
    <section className="first-checks" aria-label="Sent one and nothing shows?">
      <h3>Sent one and nothing shows?</h3>
      <ul>
        <Check verdict={ready.error ? "bad" : ready.data ? "good" : "open"}>
          {ready.error ? `This server does not answer at ${host}` : `This server answers at ${host}`}
        </Check>
        <Check verdict={!parts ? "open" : parts.ingest === "ready" ? "good" : "bad"}>
          {!parts || parts.ingest === "ready" ? "The ledger is open and takes events" : `The ledger takes no events: ${parts.ingest}`}
        </Check>
        <Check verdict={!parts ? "open" : parts.warehouse === "ready" ? "good" : "bad"}>
          {!parts || parts.warehouse === "ready" ? "What arrives can be read" : `What arrives cannot be read at once: the warehouse is ${parts.warehouse}`}
        </Check>
        {sender && (
          <Check verdict={sender.lastUsedAt ? "good" : "open"}>
            {sender.lastUsedAt
              ? `${sender.name} was last used ${formatTime(sender.lastUsedAt, zone)}`
              : `${sender.name} was never used. If your code ran, it used another key or another address`}
          </Check>
        )}
        <Check verdict={refused.data === undefined ? "open" : refused.data ? "bad" : "good"}>
          {refused.data ? (
            <>
              Refused at {formatTime(refused.data.receivedAt, zone)}: {refused.data.message}.{" "}
              <Link className="link" to="/transactions/refused">
                See all
              </Link>
            </>
          ) : (
            "No request was refused"
          )}
        </Check>
      </ul>
    </section>
  );
}

function Check({ verdict, children }: { verdict: Verdict; children: ReactNode }) {
  const said = { good: "Yes: ", bad: "No: ", open: "Not known yet: " }[verdict];
  return (
    <li className={`first-check-${verdict}`}>
      {verdict === "good" ? (
        <Icon name="check" />
      ) : (
        <span className={`status status-${verdict === "bad" ? "off" : "none"}`} aria-hidden="true">
          <i />
        </span>
      )}
      <span>
        <span className="visually-hidden">{said}</span>
        {children}
      </span>
    </li>
  );
}
