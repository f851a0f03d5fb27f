import { useQuery } from "@tanstack/react-query";
import type { Price } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { TimeText } from "../../ui/TimeText";
import { priceDays, scopeText, termsText } from "./scopeText";
import { versionsQuery } from "./versionsQuery";

/** Every version of a price, the newest first: what it said, who said so, and why. */
export function PriceHistory({ price }: { price: Price }) {
  const versions = useQuery(versionsQuery(price.id, price.version));
  return (
    <div className="price-history">
      <ErrorNote error={versions.error} meaning="Earlier versions cannot be shown now." onRetry={() => void versions.refetch()} />
      {versions.isPending && !versions.error && <Skeleton rows={2} height={24} />}
      <ol>
        {versions.data?.map((version) => (
          <li key={version.version}>
            <b>v{version.version}</b>
            <div>
              {version.deleted ? "Ended" : termsText(version.terms)}
              <p className="small mid wrap-anywhere">
                {scopeText(version.scope)}; {priceDays(version)}
              </p>
              {version.why && <p className="small mid wrap-anywhere">“{version.why}”</p>}
            </div>
            <span className="small dim">
              {version.changedBy}, <TimeText at={version.changedAt} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
