import type { Reconciled } from "../../api/types";
import { formatDate } from "../../format/time";
import { cellState, driftShare, STATE_WORDS, shortShare } from "./cells";

interface Props {
  id: string;
  label: string;
  item: Reconciled;
  isChosen: boolean;
  isEntry: boolean;
  onOpen: () => void;
}

/** A provider's day. From 1% on it prints by how much bill and meter differ. */
export function Cell({ id, label, item, isChosen, isEntry, onOpen }: Props) {
  const state = cellState(item);
  const share = driftShare(item.drift, item.metered);
  const isPrinted = share !== null && (state === "off" || state === "far");
  const percent = isPrinted ? `, ${shortShare(share)}%` : "";
  const words = `${label}, ${formatDate(item.day)}: ${STATE_WORDS[state]}${percent}`;
  return (
    <button
      type="button"
      className={`cell cell-${state}`}
      data-cell={id}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={words}
      title={words}
      onClick={onOpen}
    >
      {isPrinted && shortShare(share)}
    </button>
  );
}
