import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { keysQuery } from "../../../api/queries";
import { CodeBlock } from "../../../ui/CodeBlock";
import { CopyButton } from "../../../ui/CopyButton";
import { ErrorNote } from "../../../ui/ErrorNote";
import { Icon } from "../../../ui/Icon";
import { Tabs } from "../../../ui/Tabs";
import type { KnownKey } from "../../connections/knownKey";
import { sendTestEvent } from "../../connections/sendTestEvent";
import { type Language, LANGUAGES, snippet } from "../../connections/snippets";
import { FirstKey } from "./FirstKey";
import { Listener } from "./Listener";
import { ServerChecks } from "./ServerChecks";
import "./firstRun.css";

/** Before there is any event: how to send one, and a column that listens. */
export function FirstRun({ onDone }: { onDone: () => void }) {
  const [known, setKnown] = useState<KnownKey | null>(null);
  const [language, setLanguage] = useState<Language>("curl");
  const keys = useQuery(keysQuery).data;
  const send = useMutation({ mutationFn: (text: string) => sendTestEvent(text) });
  const sender = keys?.find(({ scope }) => scope !== "read");
  const code = snippet(language, window.location.origin, known?.text ?? sender?.masked ?? "your key");
  return (
    <div className="first">
      <section>
        <h2>Send the first event</h2>
        <p className="first-lead mid">
          Outlay shows what each AI call cost, who caused it and whether the bill agrees. It needs one of two things: events from your code, or a
          provider account to read.
        </p>
        <FirstKey existing={sender} known={known} onKnown={setKnown} />
        <Tabs label="Language" value={language} options={LANGUAGES} controls="first-snippet" onChange={setLanguage} />
        <CodeBlock id="first-snippet" panel label="Code that sends an event" text={code} />
        <div className="row first-send">
          <button type="button" className="button button-primary" disabled={!known || send.isPending} onClick={() => known && send.mutate(known.text)}>
            <Icon name="send" />
            Send test event
          </button>
          <span className="mid small">
            {known ? "From this browser, with this key. It counts like any other; its agent is test-event." : "Needs the text of a key, see above."}
          </span>
        </div>
        <ErrorNote error={send.error} meaning="No event was sent." />
        <p className="first-or small dim">
          <span>or without touching code</span>
        </p>
        <div className="first-ways">
          <Link className="sheet" to="/connections">
            <Icon name="connections" />
            <span>
              <b>Connect a provider</b>
              <span>Reads usage and bills, also of the past. Shows what you spent, not who caused it.</span>
            </span>
            <Icon name="chevronRight" />
          </Link>
          <div className="sheet">
            <Icon name="overview" />
            <span>
              <b>Look around with demo data</b>
              <span>A month of an invented company, kept apart from yours. In a shell on any machine:</span>
              <span className="row first-command">
                <code className="mono">outlay demo</code>
                <CopyButton text="outlay demo" label="Copy the command" />
              </span>
            </span>
          </div>
        </div>
      </section>
      <aside>
        <Listener sent={send.data} onDone={onDone} />
        <ServerChecks sender={sender} />
      </aside>
    </div>
  );
}
