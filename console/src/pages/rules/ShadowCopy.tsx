import { useEffect, useRef } from "react";
import type { Rule } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { discardDraft, type Draft, nextVersion, version } from "./drafts";
import { useMakeRule } from "./useSaveRule";

interface Props {
  rule: Rule;
  draft: Draft;
  onKeep: () => void;
  onMade: (id: string) => void;
}

/** A rule has one version in force, so a draft beside a live one judges as a rule of its own. */
export function ShadowCopy({ rule, draft, onKeep, onMade }: Props) {
  const name = `${draft.name} ${nextVersion(rule)}`;
  const title = `Run ${nextVersion(rule)} in shadow beside ${version(rule)}?`;
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), []);
  const make = useMakeRule(({ id }) => {
    discardDraft(rule.id);
    onMade(id);
  });
  return (
    <div className="confirm confirm-plain" role="group" aria-label={title}>
      <div className="confirm-text">
        <h3>{title}</h3>
        <p className="mid">
          A second rule, {name}, judges and counts, but raises no alert and answers no sender. {version(rule)} stays live.
        </p>
        <ErrorNote error={make.error} meaning="No rule was made." />
      </div>
      <div className="confirm-actions">
        <button type="button" className="button" ref={safe} onClick={onKeep}>
          Keep draft
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={make.isPending}
          onClick={() => make.mutate({ draft: { ...draft, name }, shadow: true })}
        >
          Run in shadow
        </button>
      </div>
    </div>
  );
}
