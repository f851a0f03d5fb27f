import { formatDuration } from "../../format/time";
import { providerLook } from "../../provider";
import { beginningOf, endOf, type Sums } from "./sums";
import type { TimeAxis } from "./timeAxis";
import type { TreeNode } from "./tree";
import "./spanBar.css";

interface Props {
  node: TreeNode;
  sums: Sums;
  axis: TimeAxis;
}

const share = (part: number) => `${(part * 100).toFixed(3)}%`;

/** When a step ran. Without a length it is a tick; what is not known of it is hatched. */
export function SpanBar({ node, sums, axis }: Props) {
  const own = node.kind === "span" ? node.span : null;
  const from = own ? beginningOf(own) : sums.beganAt;
  const to = own ? endOf(own) : sums.endedAt;
  const left = axis.at(from);
  const width = axis.at(to) - left;
  const colour = own?.provider ? providerLook(own.provider).colour : "var(--mono-series)";
  const said = titleOf(node, from - axis.from, to - from);
  return (
    <span className="span-track">
      <i
        className={barClass(node, width)}
        style={{ left: share(left), width: share(width), ...(own && own.durationMs !== null && { background: colour }) }}
        title={said}
      />
      {axis.waits.map((wait) => (
        <i key={wait.from} className="span-wait" style={{ left: share(wait.left), width: share(wait.width) }} />
      ))}
      <span className="visually-hidden">{said}</span>
    </span>
  );
}

function barClass(node: TreeNode, width: number): string {
  if (node.kind === "missing") return "span-bar chart-hatched";
  if (node.kind === "group") return "span-bar span-bar-group";
  if (node.span.durationMs === null) return "span-bar span-tick chart-hatched";
  return width === 0 ? "span-bar span-tick" : "span-bar";
}

function titleOf(node: TreeNode, after: number, length: number): string {
  const begins = after === 0 ? "at the beginning" : `after ${formatDuration(after)}`;
  if (node.kind === "missing") return `Not received; what it caused ran ${begins} for ${formatDuration(length)}`;
  if (node.kind === "group") return `From the first to the last of them: ${begins}, ${formatDuration(length)}`;
  return node.span.durationMs === null ? `Began ${begins}; how long it took is not known` : `Began ${begins}, took ${formatDuration(length)}`;
}
