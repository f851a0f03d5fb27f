import { useQuery } from "@tanstack/react-query";
import { changesQuery } from "../../api/overviewQueries";
import { Skeleton } from "../../ui/Skeleton";
import { daysText } from "../../ui/range";
import { Block } from "./Block";
import { ChangeRow } from "./ChangeRow";
import type { Comparable } from "./comparable";
import { asked } from "./useSpendBy";

const ROWS = 6;

/** What is dearer or cheaper than before, the largest changes first, and why where one cause explains it. */
export function ChangesSection({ period, today }: { period: Comparable | null; today: string }) {
  const now = asked(period?.now ?? { from: "", to: "2000-01-01" });
  const before = asked(period?.before ?? { from: "", to: "2000-01-01" });
  const changes = useQuery({
    ...changesQuery({ ...now, againstFrom: before.from, againstTo: before.to }),
    enabled: period !== null,
  });
  return (
    <section aria-label="What changed">
      <div className="section-head">
        <h2>What changed</h2>
        {period && (
          <p>
            {period.withoutToday ? `${daysText(period.now, today)}, without today,` : daysText(period.now, today)} against {daysText(period.before, today)}
          </p>
        )}
      </div>
      {!period ? (
        <p className="mid">Nothing is compared: no whole day lies in the range, or the comparison is switched off.</p>
      ) : (
        <Block
          error={changes.error}
          onRetry={() => void changes.refetch()}
          isOld={changes.isPlaceholderData}
          ghost={<Skeleton rows={ROWS + 1} />}
        >
          {changes.data &&
            (changes.data.items.length === 0 ? (
              <p className="mid">No agent, model, organization or product changed.</p>
            ) : (
              <table className="flush overview-changes">
                <thead>
                  <tr>
                    <th>
                      <span className="visually-hidden">What</span>
                    </th>
                    <th className="number">Then</th>
                    <th className="number">Now</th>
                    <th className="number">Change</th>
                    <th>Per day</th>
                    <th>Because</th>
                  </tr>
                </thead>
                <tbody>
                  {changes.data.items.map((change) => (
                    <ChangeRow key={`${change.dimension} ${change.value ?? ""} ${change.currency}`} change={change} days={period.now} />
                  ))}
                </tbody>
              </table>
            ))}
        </Block>
      )}
    </section>
  );
}
