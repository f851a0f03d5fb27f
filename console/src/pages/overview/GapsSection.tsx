import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { spendNowQuery, spendQuery, unpricedBetweenQuery } from "../../api/overviewQueries";
import { connectionsQuery, connectorsQuery } from "../../api/queries";
import { useZone } from "../../preferences";
import { Skeleton } from "../../ui/Skeleton";
import type { Days } from "../../ui/range";
import { Block } from "./Block";
import { GapItem } from "./GapItem";
import { connectionGap, inOrder, todayGap, unconnectedGaps, unpricedGap } from "./gaps";
import { useMinute } from "./useMinute";
import { asked } from "./useSpendBy";

interface Props {
  days: Days;
  today: string;
  currency: string;
}

/** What the numbers of the page do not know, each with what to do about it. */
export function GapsSection({ days, today, currency }: Props) {
  const zone = useZone();
  const { from, to } = asked(days);
  const unpriced = useQuery(unpricedBetweenQuery({ from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` }));
  const connections = useQuery(connectionsQuery);
  const connectors = useQuery(connectorsQuery);
  const providers = useQuery(spendQuery({ from, to, groupBy: "provider" }));
  const now = useQuery(spendNowQuery);
  const parts = [unpriced, connections, connectors, providers];
  const failed = parts.find(({ error }) => error);
  const isReady = parts.every(({ data }) => data !== undefined);
  const minute = useMinute();
  const asOf = to > today ? now.data?.asOf : undefined;

  const gaps = useMemo(() => {
    const known = connections.data ?? [];
    const installed = connectors.data ?? [];
    return inOrder([
      unpriced.data ? unpricedGap(unpriced.data) : null,
      ...known.map((connection) => connectionGap(connection, installed, days, zone, minute)),
      ...(providers.data ? unconnectedGaps(providers.data.items, currency, known, installed) : []),
      asOf ? todayGap(asOf) : null,
    ]);
  }, [unpriced.data, connections.data, connectors.data, providers.data, asOf, currency, days, zone, minute]);

  return (
    <section id="not-known" aria-label="Not known yet">
      <div className="section-head">
        <h2>Not known yet</h2>
      </div>
      <Block
        error={failed?.error}
        onRetry={() => parts.forEach((part) => part.error && void part.refetch())}
        meaning="The list is not whole."
        isOld={unpriced.isPlaceholderData}
        ghost={<Skeleton rows={4} height={46} />}
      >
        {(isReady || (failed && gaps.length > 0)) &&
          (gaps.length === 0 ? (
            <p className="mid">Everything in these days is priced, read and complete.</p>
          ) : (
            <ul className="gaps">
              {gaps.map((gap) => (
                <GapItem key={gap.id} gap={gap} days={days} />
              ))}
            </ul>
          ))}
      </Block>
    </section>
  );
}
