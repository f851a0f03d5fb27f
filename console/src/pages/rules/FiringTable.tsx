import { useState } from "react";
import { formatCount } from "../../format/number";
import type { Draft } from "./drafts";
import { FiringRow } from "./FiringRow";
import { type Firing, keyParts } from "./firings";
import type { LimitUnit } from "./limit";
import { wordOf } from "./words";

interface Props {
  draft: Draft;
  firings: Firing[];
  unit: LimitUnit;
  /** Until when was judged. */
  until: string;
  /** The version that is compared with. */
  liveName: string | null;
}

const LISTED = 20;

/** Each alert that would have been. */
export function FiringTable({ draft, firings, unit, until, liveName }: Props) {
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
              <th className="number">Spent from then on</th>
              <th className="number">Calls</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((firing) => (
              <FiringRow
                key={`${firing.alert.seq} ${firing.alert.key}`}
                draft={draft}
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
