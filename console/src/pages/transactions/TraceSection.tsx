import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { traceQuery } from "../../api/traceQueries";
import { counted, formatCount, shortenId } from "../../format/number";
import { around } from "../traces/around";
import { SpanBar } from "../traces/SpanBar";
import { SumCell } from "../traces/SumCell";
import { costTexts } from "../traces/sums";
import { useTraceTree } from "../traces/useTraceTree";
import { visibleRows } from "../traces/visible";
import "./traceSection.css";

interface Props {
  traceId: string;
  /** The call that the panel is about. */
  eventId: string;
}

const MOST = 9;
const NONE: ReadonlySet<string> = new Set();

/** The run that the call is a part of: the steps around it, when each ran and what it cost. */
export function TraceSection({ traceId, eventId }: Props) {
  const { data: trace } = useQuery(traceQuery(traceId));
  const tree = useTraceTree(trace, true);
  if (!trace || !tree) return null;
  const rows = visibleRows(tree.roots, NONE);
  const { shown, before, after } = around(rows, eventId, MOST);
  return (
    <section>
      <div className="row between">
        <h3>Trace</h3>
        <Link className="link small" to="/traces/$traceId" params={{ traceId }} search={{ event: eventId }}>
          Open {shortenId(traceId, 16)}, {counted(String(trace.spans.length), "span")}
        </Link>
      </div>
      <table className="flush trace-small">
        <tbody>
          {before > 0 && <More steps={before} where="above" />}
          {shown.map(({ node, level }) => {
            const sums = tree.sums.get(node.id);
            if (!sums) return null;
            const isThis = node.kind === "span" && node.span.eventId === eventId;
            return (
              <tr key={node.id} className={isThis ? "trace-this" : undefined}>
                <th scope="row">
                  <span className="clip" style={{ paddingLeft: Math.min(level - 1, 5) * 12 }} title={nameOf(node)}>
                    {nameOf(node)} {isThis && <span className="mid">this call</span>}
                  </span>
                </th>
                <td>
                  <SpanBar node={node} sums={sums} axis={tree.axis} />
                </td>
                <td className="number">
                  <SumCell amounts={costTexts(sums.costs, tree.currency)} unpriced={String(sums.unpriced)} />
                </td>
              </tr>
            );
          })}
          {after > 0 && <More steps={after} where="below" />}
        </tbody>
      </table>
    </section>
  );
}

function nameOf(node: Parameters<typeof SpanBar>[0]["node"]): string {
  if (node.kind === "missing") return "not received";
  return node.kind === "group" ? `${node.name}, ${node.children.length} times` : node.span.name;
}

function More({ steps, where }: { steps: number; where: string }) {
  return (
    <tr>
      <td colSpan={3} className="small dim">
        {formatCount(steps)} more {where}
      </td>
    </tr>
  );
}
