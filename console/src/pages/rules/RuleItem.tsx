import type { Rule } from "../../api/types";
import { formatCount } from "../../format/number";
import { version } from "./drafts";
import { statusOf } from "./ruleStates";

interface Props {
  rule: Rule;
  /** Alerts of it that wait for somebody. */
  open: number;
  hasDraft: boolean;
  chosen: boolean;
  onSelect: (id: string) => void;
}

export function RuleItem({ rule, open, hasDraft, chosen, onSelect }: Props) {
  const { shape, word } = statusOf(rule);
  return (
    <li>
      <button type="button" className="item rule-item" aria-current={chosen} onClick={() => onSelect(rule.id)}>
        <span className={`status status-${shape}`} title={word}>
          <i aria-hidden="true" />
        </span>
        <span className="grow">
          <b className="clip">{rule.name}</b>
          <span className="item-line">
            <span className="clip">
              {version(rule)} {word.toLowerCase()}
              {hasDraft && ", draft open"}
            </span>
          </span>
        </span>
        {open > 0 && <span className="small tabular">{formatCount(open)} open</span>}
      </button>
    </li>
  );
}
