import { Empty } from "../../ui/Empty";

interface Props {
  /** There is none at all. */
  isNone: boolean;
  onNew: () => void;
}

/** Where no rule is open: what a rule is, and the first step. */
export function NoRules({ isNone, onNew }: Props) {
  return (
    <Empty
      title={isNone ? "Write the first rule" : "This rule is gone"}
      action={
        isNone && (
          <button type="button" className="button button-primary" onClick={onNew}>
            Begin with a spend limit
          </button>
        )
      }
    >
      {isNone
        ? "A rule judges each event as it arrives, before its sender has the answer. Choose a form of the gallery: it shows at once what it would have raised in the last 30 days."
        : "It was deleted, or the link is not of this Outlay. Choose another one."}
    </Empty>
  );
}
