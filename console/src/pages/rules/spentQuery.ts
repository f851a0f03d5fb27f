import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { BacktestAlert, EventPage } from "../../api/types";
import { dimensionNamed } from "./dimensions";
import type { Draft } from "./drafts";
import { keyParts } from "./firings";

type RuleSays = Pick<Draft, "builtin" | "settings">;

type Filters = Record<string, string>;

interface RowFilter {
  dimension?: string;
  operator?: string;
  value?: string | null;
}

/** A rule's own filters as those of Transactions. What the key says already need not be said; the rest must be sayable. */
function ruleFilters({ builtin, settings }: RuleSays, said: ReadonlySet<string>): Filters | null {
  const rows: RowFilter[] =
    builtin === "metric"
      ? ((settings["filters"] ?? []) as RowFilter[])
      : Object.entries((settings["filters"] ?? {}) as Record<string, unknown>).map(([dimension, value]) => ({
          dimension,
          operator: typeof value === "string" ? "IS" : "IN",
          value: String(value),
        }));
  const filters: Filters = {};
  for (const { dimension = "", operator, value } of rows) {
    const name = dimensionNamed(dimension.toLowerCase());
    if (name && said.has(name)) continue;
    if (!name || !value || (operator !== "IS" && operator !== "IS_NOT")) return null;
    filters[operator === "IS" ? name : `not.${name}`] = value;
  }
  return filters;
}

/** The filters of Transactions that an alert's events fit while it is open; none where they cannot be said. */
export function eventsOf(alert: Pick<BacktestAlert, "key" | "openedAt" | "clearedAt">, until: string, rule: RuleSays): Filters | null {
  const isGrouped = [rule.settings["groupBy"] ?? rule.settings["group_by"] ?? []].flat().length > 0;
  const parts = keyParts(alert.key);
  if (rule.builtin === null || rule.settings["dataSource"] === "PROVIDER" || (isGrouped && parts.length === 0)) return null;
  const group: Filters = {};
  for (const { dimension, value } of parts) {
    const name = dimensionNamed(dimension);
    if (!name || value === "(none)") return null;
    group[name] = value;
  }
  const own = ruleFilters(rule, new Set(Object.keys(group)));
  return own && { ...own, ...group, from: alert.openedAt, to: alert.clearedAt ?? until };
}

/** What was spent while an alert would have been open. */
export const spentQuery = (filters: Record<string, string> | null) =>
  queryOptions({
    queryKey: ["spent-in-alert", filters],
    queryFn: ({ signal }) =>
      request<EventPage>("GET", "/api/v1/events", { signal, query: { ...filters, limit: 1 } }).then(({ total }) => total),
    enabled: filters !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
