import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery } from "../../api/queries";
import { CodeBlock } from "../../ui/CodeBlock";
import { Tabs } from "../../ui/Tabs";
import { likeliest } from "./checks";
import type { KnownKey } from "./knownKey";
import { type Language, LANGUAGES, snippet } from "./snippets";
import { TestEvent } from "./TestEvent";

/** Code with the reader's own address and key filled in, and a column that listens. */
export function QuickStart({ known }: { known: KnownKey | null }) {
  const [language, setLanguage] = useState<Language>("python");
  const keys = useQuery(keysQuery).data;
  const key = known?.text ?? likeliest(keys?.filter(({ scope }) => scope !== "read") ?? [])?.masked ?? "your key";
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
          <CodeBlock id="snippet" panel label="Code that sends an event" text={code} />
        </div>
        <TestEvent known={known} />
      </div>
    </section>
  );
}
