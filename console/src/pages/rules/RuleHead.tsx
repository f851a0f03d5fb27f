import type { ReactNode } from "react";
import type { Rule } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Status } from "../../ui/Status";
import { nextVersion, version } from "./drafts";
import { statusOf } from "./ruleStates";

interface Props {
  rule: Rule;
  kind: string;
  /** Whether something was changed that is not in force. */
  draft: "none" | "name" | "version";
  onBack: () => void;
  children: ReactNode;
}

/** What the rule is called, whether it judges, and what can be done with it. */
export function RuleHead({ rule, kind, draft, onBack, children }: Props) {
  const { shape, word } = statusOf(rule);
  return (
    <header className="detail-head">
      <button type="button" className="icon-button detail-back" aria-label="Back to the rules" onClick={onBack}>
        <Icon name="close" />
      </button>
      <div className="grow">
        <h2>{rule.name}</h2>
        <p className="mid row rule-facts">
          <Status shape={shape}>{word}</Status>
          <span>
            {kind}, {version(rule)}
          </span>
          {draft === "version" && (
            <>
              <span className="tag tag-new">Draft {nextVersion(rule)}</span>
              <span className="small">
                {version(rule)} stays {rule.enabled && !rule.shadow ? "live" : "as it is"} until you publish
              </span>
            </>
          )}
          {draft === "name" && <span className="tag tag-new">Not saved</span>}
        </p>
      </div>
      <span className="row rule-actions">{children}</span>
    </header>
  );
}
