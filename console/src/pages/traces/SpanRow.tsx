import { memo, type RefObject, useEffect, useRef } from "react";
import { Icon } from "../../ui/Icon";
import { CountCell, DurationCell } from "../transactions/cells";
import { SpanBar } from "./SpanBar";
import { StepCost } from "./StepCost";
import { StepName } from "./StepName";
import { SumCell } from "./SumCell";
import { costTexts, durationOf, type Sums, tokensOf } from "./sums";
import type { TimeAxis } from "./timeAxis";
import type { VisibleRow } from "./visible";

interface Props {
  row: VisibleRow;
  sums: Sums;
  axis: TimeAxis;
  currency: string;
  /** From 1; the head is the first. */
  index: number;
  isActive: boolean;
  isOpen: boolean;
  /** Whether the focus goes from row to row by keys. */
  walks: RefObject<boolean>;
  onPress: (row: VisibleRow) => void;
  onToggle: (row: VisibleRow) => void;
}

/** Pixels by which a step stands under the one that caused it, up to a depth beyond which nobody could read it. */
const INDENT = 16;
const DEEPEST = 12;

/** One step: what it is, what it cost alone and with all below it, and when it ran. */
export const SpanRow = memo(function SpanRow({ row, sums, axis, currency, index, isActive, isOpen, walks, onPress, onToggle }: Props) {
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isActive && walks.current) element.current?.focus({ preventScroll: true });
  }, [isActive, walks]);
  const { node, level, place, siblings, expanded } = row;
  const own = node.kind === "span" ? node.span : null;
  const hasBelow = expanded !== null;
  const indent = Math.min(level - 1, DEEPEST) * INDENT;
  return (
    <tr
      ref={element}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-expanded={expanded ?? undefined}
      aria-rowindex={index}
      aria-selected={isOpen}
      tabIndex={isActive ? 0 : -1}
      className={[isOpen && "span-open", isActive && "span-active", node.kind !== "span" && "span-made"].filter(Boolean).join(" ")}
      onClick={() => onPress(row)}
    >
      <td className="s-step">
        <span className="step" style={{ paddingLeft: indent }}>
          {hasBelow ? (
            <button
              type="button"
              className="step-toggle"
              tabIndex={-1}
              aria-label={expanded ? "Fold" : "Unfold"}
              data-open={expanded}
              onClick={(event) => {
                event.stopPropagation();
                onToggle(row);
              }}
            >
              <Icon name="chevronRight" />
            </button>
          ) : (
            <span className="step-toggle" />
          )}
          <StepName node={node} />
          {level - 1 > DEEPEST && <span className="tag">level {level}</span>}
        </span>
      </td>
      <td className="number s-took">{own && <DurationCell milliseconds={durationOf(own)} />}</td>
      <td className="number s-tokens">{own && <CountCell value={tokensOf(own)} />}</td>
      <td className="number s-cost">{own && <StepCost span={own} />}</td>
      <td className="number s-all-tokens">{hasBelow && <CountCell value={sums.tokens} />}</td>
      <td className="number s-all-cost">{hasBelow && <SumCell amounts={costTexts(sums.costs, currency)} unpriced={String(sums.unpriced)} />}</td>
      <td className="s-time">
        <SpanBar node={node} sums={sums} axis={axis} />
      </td>
    </tr>
  );
});
