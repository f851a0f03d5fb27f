import { literal } from "../../format/sqlText";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { Schemas, Severity, SqlResult } from "../../api/types";

/** An alert of a rule, as table `alerts` has it. */
export interface RaisedAlert {
  id: string;
  severity: Severity;
  title: string;
  findings: string;
  openedAt: string;
  closedAt: string | null;
}

export const MOST_ALERTS = 200;

export const findingsSql = (ruleId: string): string => `SELECT alert_id, severity, title, findings, opened_at, closed_at
FROM   alerts
WHERE  rule_id = ${literal(ruleId)}
ORDER BY opened_at DESC
LIMIT  ${MOST_ALERTS}`;

export const findingsQuery = (ruleId: string) =>
  queryOptions({
    queryKey: ["rule-alerts", ruleId],
    queryFn: async ({ signal }): Promise<RaisedAlert[]> => {
      const body = { sql: findingsSql(ruleId) } satisfies Schemas["SqlRequest"];
      const { rows } = await request<SqlResult>("POST", "/api/v1/sql", { signal, body });
      return rows.map(([id, severity, title, findings, openedAt, closedAt]) => ({
        id: String(id),
        severity: severity as Severity,
        title: String(title),
        findings: String(findings),
        openedAt: String(openedAt),
        closedAt: closedAt === null ? null : String(closedAt),
      }));
    },
    refetchInterval: 10_000,
  });
