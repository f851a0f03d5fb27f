import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { spendQuery } from "../../api/overviewQueries";
import { connectionsQuery, connectorsQuery, reconciliationQuery } from "../../api/queries";
import { matrixRows, type MatrixRow } from "./matrixRows";
import { later } from "./month";

const daysOfMonth = (month: string) => ({ from: `${month}-01`, to: `${later(month, 1)}-01` });

/** What a month's comparison asks for. */
export const monthQuery = (month: string) => reconciliationQuery({ ...daysOfMonth(month), grain: "provider", limit: 1000 });

interface Month {
  /** None while it is read for the first time. */
  rows: MatrixRow[] | undefined;
  /** There are more than are shown. */
  more: boolean;
  /** What is shown is of another month. */
  isOld: boolean;
  error: Error | null;
  retry: () => void;
}

/** Bills of a month beside what was metered, of all providers that something is known of. */
export function useMonth(month: string, through: string): Month {
  const report = useQuery(monthQuery(month));
  const spend = useQuery(spendQuery({ ...daysOfMonth(month), groupBy: "day,provider" }));
  const connections = useQuery(connectionsQuery);
  const connectors = useQuery(connectorsQuery);
  const gateways = (connections.data ?? []).filter((one) => !one.countsTowardsTotal && one.coverage.some(({ kind }) => kind === "cost"));
  const told = useQueries({
    queries: gateways.map(({ id }) => reconciliationQuery({ ...daysOfMonth(month), grain: "connection", connection: id, limit: 1000 })),
    combine: (answers) => answers.map(({ data }) => data?.items ?? []),
  });
  const rows = useMemo(() => {
    if (!report.data || !spend.data || !connections.data || !connectors.data) return undefined;
    return matrixRows({
      items: report.data.items,
      told: gateways.map((connection, at) => ({ connection, items: told[at] ?? [] })),
      spend: spend.data.items,
      connections: connections.data,
      connectors: connectors.data,
      through,
    });
    // The gateways are of the connections.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [report.data, spend.data, connections.data, connectors.data, told, through]);
  const all = [report, spend, connections, connectors];
  return {
    rows,
    more: report.data?.next !== null && report.data !== undefined,
    isOld: report.isPlaceholderData,
    error: all.find(({ error }) => error)?.error ?? null,
    retry: () => all.forEach((query) => void query.refetch()),
  };
}
