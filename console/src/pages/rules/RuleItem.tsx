import type { Rule, RuleState } from "../../api/types";
import { counted } from "../../format/number";
import type { StatusShape } from "../../ui/Status";

export const RULE_STATES: Record<RuleState, { shape: StatusShape; word: string }> = {
  live: { shape: "on", word: "Live" },
  starting: { shape: "wait", word: "Starting" },
  detached: { shape: "off", word: "Detached" },
  suspended: { shape: "off", word: "Suspended" },
  disabled: { shape: "none", word: "Disabled" },
};

interface Props {
  rule: Rule;
  /** What the rule is made of. */
  kind: string;
  chosen: boolean;
  onSelect: (id: string) => void;
}

export function RuleItem({ rule, kind, chosen, onSelect }: Props) {
  const { shape, word } = RULE_STATES[rule.state];
  return (
    <li>
      <button type="button" className="item" aria-current={chosen} onClick={() => onSelect(rule.id)}>
        <span className={`status status-${rule.shadow && shape === "on" ? "wait" : shape}`} title={word}>
          <i aria-hidden="true" />
        </span>
        <span className="grow">
          <b className="clip">{rule.name}</b>
          <span className="item-line">
            <span className="clip">
              {kind}, {rule.shadow ? "shadow" : word.toLowerCase()}
            </span>
            <span>{rule.findings !== "0" && counted(rule.findings, "finding")}</span>
          </span>
        </span>
      </button>
    </li>
  );
}
