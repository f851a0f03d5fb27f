import { useState } from "react";
import { formatCount } from "../../format/number";
import type { Measure } from "../../measure/measure";
import type { MeasureUnit } from "../../measure/unit";
import { FiringRow } from "./FiringRow";
import { type Firing, keyParts } from "./firings";
import { wordOf } from "./words";

interface Props {
  measure: Measure | null;
  firings: Firing[];
  unit: MeasureUnit | null;
  /** Until when was judged. */
  until: string;
  /** The version that is compared with. */
  liveName: string | null;
}

const LISTED = 20;

/** Each alert that would have been. */
export function FiringTable({ measure, firings, unit, until, liveName }: Props) {
  const [all, setAll] = useState(false);
  const dimensions = keyParts(firings[0]?.alert.key ?? "").map(({ dimension }) => dimension);
  const shown = all ? firings : firings.slice(0, LISTED);
  return (
    <>
      {/* Scrolled by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="firings" role="region" aria-label="Alerts that would have been" tabIndex={0}>
        <table className="flush">
          <thead>
            <tr>
              <th>It would have fired</th>
              {dimensions.map((name) => (
                <th key={name} className="firings-group">
                  {wordOf(name)}
                </th>
              ))}
              {dimensions.length === 0 && <th>What was found</th>}
              {liveName && <th>Against {liveName}</th>}
              <th className="number">At</th>
              <th className="number">Open for</th>
              {measure && <th className="number">Spent from then on</th>}
              {measure && <th className="number">Calls</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((firing) => (
              <FiringRow
                key={`${firing.alert.seq} ${firing.alert.key}`}
                measure={measure}
                firing={firing}
                unit={unit}
                until={until}
                isCompared={liveName !== null}
                hasGroup={dimensions.length > 0}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < firings.length && (
        <button type="button" className="link small" onClick={() => setAll(true)}>
          Show all {formatCount(firings.length)}
        </button>
      )}
    </>
  );
}
