import { COMMAND } from "../../keyboard";
import { Empty } from "../../ui/Empty";

interface Props {
  /** Runs what stands in the editor. */
  onRun: () => void;
}

/** Before the first result: what can be asked, and how it is answered. */
export function NothingRun({ onRun }: Props) {
  return (
    <div className="sql-empty">
      <Empty
        title="Ask what no page answers"
        action={
          <button type="button" className="button" onClick={onRun}>
            Try the query above
          </button>
        }
      >
        <ul className="sql-teach">
          <li>
            One metered call is one row of <code className="mono">events</code>; what providers bill is in{" "}
            <code className="mono">costs</code>; both without counting twice are in <code className="mono">spend</code>.
          </li>
          <li>
            Amounts are exact decimals. NULL is not known, never zero: sums leave it out, so count it beside them with{" "}
            <code className="mono">count(*) - count(effective_cost)</code>.
          </li>
          <li>
            {COMMAND} Space completes names and says what each column means. {COMMAND} Enter runs. Esc, then Tab leaves the editor.
          </li>
        </ul>
      </Empty>
    </div>
  );
}
