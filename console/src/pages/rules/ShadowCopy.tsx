import type { Rule } from "../../api/types";
import { Confirm } from "../../ui/Confirm";
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
  const make = useMakeRule(({ id }) => {
    discardDraft(rule.id);
    onMade(id);
  });
  return (
    <Confirm
      title={`Run ${nextVersion(rule)} in shadow beside ${version(rule)}?`}
      keep="Keep draft"
      act="Run in shadow"
      busy={make.isPending}
      error={make.error}
      onKeep={onKeep}
      onAct={() => make.mutate({ draft: { ...draft, name }, shadow: true })}
    >
      A second rule, {name}, judges and counts, but raises no alert and answers no sender. {version(rule)} stays live.
    </Confirm>
  );
}
