import type { Conflict } from "../../api/types";
import { plainLabel } from "./labels";

/** Where several records of one call say different things, and which of them counts. */
export function ConflictSection({ conflicts }: { conflicts: Conflict[] }) {
  if (conflicts.length === 0) return null;
  return (
    <section>
      <h3>Records of this call disagree</h3>
      <p className="small mid">The better source counts; between equals the later call, then the larger value.</p>
      <table className="flush cost-lines conflicts">
        <thead>
          <tr>
            <th>Field</th>
            <th>Counts</th>
            <th>Also said</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map((conflict) => (
            <tr key={`${conflict.field} ${conflict.other} ${conflict.otherFrom}`}>
              <td>{plainLabel(conflict.field)}</td>
              <td>
                <b className="wrap-anywhere tabular">{conflict.kept}</b>
                <p className="small dim">{conflict.keptFrom}</p>
              </td>
              <td className="mid">
                <span className="wrap-anywhere tabular">{conflict.other}</span>
                <p className="small dim">{conflict.otherFrom}</p>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
