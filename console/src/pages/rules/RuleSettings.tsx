import { useState } from "react";
import type { Component } from "../../api/types";
import { AllSettings } from "./AllSettings";
import type { Draft } from "./drafts";
import { Sentence } from "./Sentence";
import { sentenceOf } from "./sentence";

interface Props {
  component: Component;
  draft: Draft;
  errorAt: (setting: string) => string | null;
  onChange: (draft: Draft) => void;
}

/** What a rule says: a sentence where there are words for it, and all of its settings under it. */
export function RuleSettings({ component, draft, errorAt, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  const parts = sentenceOf(draft.builtin, draft.settings);
  const form = <AllSettings component={component} draft={draft} errorAt={errorAt} onChange={onChange} />;
  if (!parts) return form;
  return (
    <>
      <Sentence parts={parts} component={component} draft={draft} onChange={onChange} />
      <details className="more-settings" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="link small">All settings</summary>
        {isOpen && form}
      </details>
    </>
  );
}
