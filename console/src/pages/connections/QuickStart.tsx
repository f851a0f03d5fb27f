import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery } from "../../api/queries";
import { CopyButton } from "../../ui/CopyButton";
import { Tabs } from "../../ui/Tabs";
import { highlight } from "./highlight";
import type { KnownKey } from "./knownKey";
import { type Language, LANGUAGES, snippet } from "./snippets";
import { TestEvent } from "./TestEvent";

/** Code with the reader's own address and key filled in, and a column that listens. */
export function QuickStart({ known }: { known: KnownKey | null }) {
  const [language, setLanguage] = useState<Language>("python");
  const keys = useQuery(keysQuery).data;
  const key = known?.text ?? keys?.find(({ scope }) => scope !== "read")?.masked ?? "your key";
  const code = snippet(language, window.location.origin, key);
  return (
    <section id="quick-start">
      <div className="section-head">
        <h2>Quick start</h2>
        <p className="hide-narrow">
          {known
            ? `Your address and the key ${known.name} are filled in`
            : `Your address is filled in. ${keys?.length === 0 ? "Create" : "Copy"} a key to fill it in too`}
        </p>
      </div>
      <div className="quick-start">
        <div>
          <Tabs label="Language" value={language} options={LANGUAGES} controls="snippet" onChange={setLanguage} />
          <div className="snippet sheet" id="snippet" role="tabpanel">
            {/* Scrolled by keyboard. */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <pre tabIndex={0}>
              {highlight(code).map(({ text, kind }, at) =>
                // Pieces of a text stand in its order.
                // oxlint-disable-next-line react/no-array-index-key
                kind === null ? text : <span key={at} className={`syntax-${kind}`}>{text}</span>,
              )}
            </pre>
            <CopyButton text={code} label="Copy the code" worded />
          </div>
        </div>
        <TestEvent known={known} />
      </div>
    </section>
  );
}
