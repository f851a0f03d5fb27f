import { formatDuration } from "../../format/time";
import type { TraceTree } from "./useTraceTree";

interface Props {
  tree: TraceTree;
  wholeWaits: boolean;
  onWaits: (whole: boolean) => void;
  onFoldAll: () => void;
  onUnfoldAll: () => void;
}

/** How the tree is shown. */
export function TreeBar({ tree, wholeWaits, onWaits, onFoldAll, onUnfoldAll }: Props) {
  const { waits } = tree.axis;
  const longest = Math.max(...waits.map(({ from, to }) => to - from));
  return (
    <div className="tree-bar small mid">
      <button type="button" className="link" onClick={onUnfoldAll}>
        Unfold all
      </button>
      <button type="button" className="link" onClick={onFoldAll}>
        Fold all
      </button>
      <span className="grow" />
      {waits.length > 0 && (
        <span>
          {waits.length === 1 ? `A wait of ${formatDuration(longest)} is` : `${waits.length} waits of up to ${formatDuration(longest)} are`} drawn
          short.{" "}
          <button type="button" className="link" onClick={() => onWaits(true)}>
            Draw to scale
          </button>
        </span>
      )}
      {wholeWaits && (
        <button type="button" className="link" onClick={() => onWaits(false)}>
          Draw long waits short
        </button>
      )}
    </div>
  );
}
