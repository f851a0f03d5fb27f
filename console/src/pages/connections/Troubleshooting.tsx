import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answeringQuery, lastRefusedQuery, senderClockQuery } from "../../api/connectionQueries";
import { keysQuery, statusQuery } from "../../api/queries";
import { serverNow } from "../../clock";
import { useZone } from "../../preferences";
import { CheckItem } from "./CheckItem";
import { checks, likeliest } from "./checks";
import type { KnownKey } from "./knownKey";

/** Why data may not appear: what was found out just now, a result each. */
export function Troubleshooting({ known }: { known: KnownKey | null }) {
  const zone = useZone();
  const [wanted, setWanted] = useState<string | null>(null);
  const senders = (useQuery(keysQuery).data ?? []).filter(({ scope }) => scope !== "read");
  const key = senders.find(({ id }) => id === (wanted ?? known?.id)) ?? likeliest(senders);
  const answering = useQuery(answeringQuery);
  const status = useQuery(statusQuery).data;
  const refused = useQuery({ ...lastRefusedQuery(key?.id ?? ""), enabled: key !== undefined }).data;
  const clock = useQuery({ ...senderClockQuery(key?.id ?? ""), enabled: key !== undefined }).data;
  const found = checks({
    address: window.location.host,
    zone,
    now: serverNow(),
    answering: answering.error ? null : answering.data,
    status,
    key,
    refused,
    clock,
  });
  const bad = found.filter(({ verdict }) => verdict === "bad").length;
  return (
    <section id="troubleshooting">
      <div className="section-head">
        <h2>Sent something and nothing shows?</h2>
        <p className="hide-narrow" role="status">
          {bad === 0 ? "Looked at just now: nothing is wrong here" : `Looked at just now: ${bad} of ${found.length} explain it`}
        </p>
        {senders.length > 1 && (
          <label className="row small mid">
            Sent with
            <select className="input look-key" value={key?.id} onChange={(event) => setWanted(event.target.value)}>
              {senders.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <ul className="looks">
        {found.map((check) => (
          <CheckItem key={check.id} check={check} keyId={key?.id} />
        ))}
      </ul>
    </section>
  );
}
