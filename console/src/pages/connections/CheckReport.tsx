import type { CheckResult, Connector } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { TimeText } from "../../ui/TimeText";

const MEANINGS: Record<string, string> = {
  credentials_invalid: "The credential is wrong or revoked. Nothing can be read with it.",
  credentials_insufficient: "The credential is right but may not read this. Give it the rights named beside the field.",
  settings_invalid: "A setting is wrong. Correct it and check again.",
  rate_limited: "The provider asks to wait. It can be saved; the sync tries again by itself.",
  unavailable: "The provider does not answer now. It can be saved; the sync tries again by itself.",
  unexpected: "The provider answered something that its documentation does not describe.",
};

const MEANT = {
  cost: "What the provider bills",
  usage: "What the provider counted",
  names: "What people call projects, keys and users",
};

/** What works and what does not, as the provider said it. */
export function CheckReport({ result, at, connector }: { result: CheckResult; at: string; connector: Connector }) {
  const account = result.account;
  return (
    <section className="check-report sheet" role="status">
      <p className="row between">
        <strong>
          Checked at <TimeText at={at} />
        </strong>
      </p>
      <ul>
        {result.ok ? (
          <>
            <Line ok title="Credentials work">
              {[account?.name, account?.id].filter(Boolean).join(", ") || "The provider does not name the account."}
            </Line>
            {connector.streams.map((stream) => (
              <Line key={stream.id} ok title={stream.title}>
                {MEANT[stream.kind]}
              </Line>
            ))}
          </>
        ) : (
          <Line ok={false} title={result.message ?? "The check did not work"}>
            {MEANINGS[(result.failure ?? "").replaceAll("-", "_")] ?? "Nothing was stored."}
          </Line>
        )}
        {account?.notes.map((note) => (
          <Line key={note} ok={false} title={note} />
        ))}
      </ul>
    </section>
  );
}

function Line({ ok, title, children }: { ok: boolean; title: string; children?: string }) {
  return (
    <li className={ok ? "check-ok" : "check-not"}>
      <Icon name={ok ? "check" : "warning"} />
      <div>
        {title}
        {children && <p className="small mid">{children}</p>}
      </div>
    </li>
  );
}
