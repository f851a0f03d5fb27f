import type { Rule } from "../../api/types";
import { Icon } from "../../ui/Icon";
import type { Draft } from "./drafts";
import { Gallery } from "./Gallery";
import { RuleItem } from "./RuleItem";
import { UploadRule } from "./UploadRule";

interface Props {
  /** Undefined while they are not known. */
  rules: Rule[] | undefined;
  chosen: string | undefined;
  form: string | undefined;
  drafts: ReadonlyMap<string, Draft>;
  openOf: (rule: Rule) => number;
  onOpen: (id: string, form?: string) => void;
}

/** The rules there are, those to begin with, and the way in for one's own. */
export function RuleList({ rules, chosen, form, drafts, openOf, onOpen }: Props) {
  return (
    <>
      <div className="row between rules-head">
        <h2>Your rules</h2>
        <button type="button" className="button button-small" onClick={() => onOpen("new")}>
          <Icon name="plus" />
          New rule
        </button>
      </div>
      <ul className="items">
        {rules?.map((rule) => (
          <RuleItem
            key={rule.id}
            rule={rule}
            open={openOf(rule)}
            hasDraft={drafts.has(rule.id)}
            chosen={rule.id === chosen}
            onSelect={onOpen}
          />
        ))}
      </ul>
      {rules?.length === 0 && <p className="mid rules-none">None yet.</p>}
      <div className="row rules-head">
        <h2>Gallery</h2>
      </div>
      <Gallery chosen={form} onChoose={(id) => onOpen("new", id)} />
      <UploadRule onUse={(id) => onOpen("new", id)} />
    </>
  );
}
