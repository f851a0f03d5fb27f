import { counted, shortenId } from "../../format/number";
import { providerLook } from "../../provider";
import { SeverityMark } from "../../ui/SeverityMark";
import { hasFailed } from "./sums";
import type { TreeNode } from "./tree";

/** What a step is called, and what is odd about it. */
export function StepName({ node }: { node: TreeNode }) {
  if (node.kind === "missing") {
    return (
      <>
        <span className="swatch chart-hatched" />
        <span className="step-missing clip" title={`No event with transaction id ${node.parentId} arrived`}>
          not received
        </span>
        <span className="mono dim clip">{shortenId(node.parentId, 18)}</span>
      </>
    );
  }
  if (node.kind === "group") {
    return (
      <>
        <span className="clip">{node.name}</span>
        <span className="tag">{node.children.length} times</span>
      </>
    );
  }
  const { name, kind, model, provider, errorCode, findings } = node.span;
  const detail = model !== null && model !== name ? model : kind === "completion" ? null : kind;
  return (
    <>
      <span className="swatch" style={{ background: provider ? providerLook(provider).colour : "var(--mono-series)" }} />
      <span className="clip" title={name}>
        {name}
      </span>
      {detail && <span className="dim clip">{detail}</span>}
      {node.cut && (
        <span className="tag" title="The step that it names as its parent is below it; the circle is cut here">
          in a circle
        </span>
      )}
      {hasFailed(node.span) && <span className="bad nowrap">{errorCode}</span>}
      {findings !== "0" && <SeverityMark severity="warning" label={counted(findings, "finding")} />}
    </>
  );
}
