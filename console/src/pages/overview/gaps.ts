import type { SpendGroup } from "../../api/overviewQueries";
import type { Connection, Connector, Decimal, UnpricedList } from "../../api/types";
import { isZero, parseDecimal } from "../../format/decimal";
import { formatTotal } from "../../format/money";
import { counted, sum } from "../../format/number";
import { formatDate, formatMinute, formatUntil, type Zone } from "../../format/time";
import { providerName, providerOf } from "../../providerNames";
import type { StatusShape } from "../../ui/Status";
import { type Days, daysText, shiftDay } from "../../ui/range";
import { coverageDays } from "../connections/coverage";
import { daysBetween } from "../../ui/chart/dayBuckets";
import { addCells, type Cell, cellOf, dearer } from "./rows";

/** Something that the numbers of the page do not know, and what to do about it. */
export interface Gap {
  id: string;
  shape: StatusShape;
  title: string;
  detail: string;
  action: Action;
}

export type Action = { label: string } & (
  | { to: "prices"; provider: string | null; model: string | null; tool: string | null }
  | { to: "connections"; connect?: string | undefined; detail?: string }
  | { to: "events"; provider: string | null }
);

/** Events whose cost nobody knows, in one line. */
export function unpricedGap({ items, more }: UnpricedList): Gap | null {
  const unknown = items.filter(({ withoutCost }) => withoutCost !== "0");
  const [first, ...others] = unknown;
  if (!first) return null;
  const events = sum(...unknown.map(({ withoutCost }) => withoutCost)) ?? "0";
  const name = first.tool ?? first.model ?? first.provider ?? "an unnamed model";
  const reason = first.reason.startsWith("unknown_") ? "is not in the price book" : "lacks a price for part of what it uses";
  const rest = others.length === 0 ? "" : `, and ${more ? "more than " : ""}${counted(others.length, "other is", "others are")} without a price`;
  return {
    id: "unpriced",
    shape: "off",
    title: `${counted(events, "event has", "events have")} no price`,
    detail: `${name} ${reason}${rest}`,
    action: { label: "Set a price", to: "prices", provider: first.provider, model: first.model, tool: first.tool },
  };
}

/** What connections do not tell, or not yet. */
export function connectionGap(connection: Connection, connectors: readonly Connector[], days: Days, zone: Zone, now: Date): Gap | null {
  const title = connectors.find(({ id }) => id === connection.connector)?.title ?? connection.connector;
  const name = connection.name === title ? title : `${title}, ${connection.name},`;
  const fix: Action = { label: "Fix connection", to: "connections", detail: connection.id };
  if (connection.status === "disconnected") {
    return { id: connection.id, shape: "off", title: `${name} is disconnected`, detail: connection.reason ?? "It gave no reason", action: fix };
  }
  if (connection.status === "pending") {
    const first = connection.nextSyncAt;
    const detail = first ? `First sync ${formatUntil(first, now)}, at ${formatMinute(first, zone, now)}` : "Not synced yet";
    return { id: connection.id, shape: "wait", title: `${name} is pending`, detail, action: { ...fix, label: "See connection" } };
  }
  const missing = missingDays(connection, days, now);
  const [first] = missing;
  if (!first) return null;
  const last = missing.at(-1) ?? first;
  const today = now.toISOString().slice(0, 10);
  const reachesOn = last >= shiftDay(today, -1) && last !== first;
  const hasGaps = missing.length < daysBetween(first, last).length;
  const when = hasGaps ? `of ${missing.length} days missing, the first ${formatDate(first, now)}` : reachesOn ? `missing since ${formatDate(first, now)}` : `missing on ${daysText({ from: first, to: last }, today)}`;
  return {
    id: connection.id,
    shape: "off",
    title: `${name} bill ${when}`,
    detail: "What was metered on these days counts, the bill does not yet",
    action: fix,
  };
}

/** Days of the range that should have been read and were not. */
function missingDays(connection: Connection, { from, to }: Days, now: Date): string[] {
  const bills = { status: connection.status, coverage: connection.coverage.filter(({ kind }) => kind === "cost") };
  if (bills.coverage.length === 0) return [];
  const length = Math.ceil((now.getTime() - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
  return coverageDays(bills, Math.max(length, 0), now.getTime())
    .filter(({ state }) => state === "missing")
    .map(({ start }) => start.slice(0, 10))
    .filter((day) => day >= from && day <= to);
}

interface Metered extends Cell {
  provider: string;
}

/** Providers that events name and no connection reads, the dearest first as the report has them. */
export function unconnectedGaps(
  items: readonly SpendGroup[],
  currency: string,
  connections: readonly Connection[],
  connectors: readonly Connector[],
): Gap[] {
  const connected = new Set(connections.map(({ connector }) => providerOf(connector)));
  const readable = new Set(connectors.map(({ id }) => providerOf(id)));
  const without = meteredOf(items, currency).filter(({ provider }) => !connected.has(provider));
  const connect = { label: "Connect", to: "connections" } as const;
  if (connections.length === 0 && without.length > 1) {
    return [{ id: "providers", shape: "none", title: "No provider is connected", detail: meteredText(addCells(without), currency), action: connect }];
  }
  const gaps = without.slice(0, MOST_PROVIDERS).map((metered): Gap => {
    const has = readable.has(metered.provider);
    const name = providerName(metered.provider);
    return {
      id: `provider ${metered.provider}`,
      shape: "none",
      title: has ? `${name} is not connected` : `No connector reads ${name}`,
      detail: meteredText(metered, currency),
      action: has ? { ...connect, connect: onlyConnector(metered.provider, connectors) } : { label: "See events", to: "events", provider: metered.provider },
    };
  });
  const rest = without.slice(MOST_PROVIDERS);
  if (rest.length === 0) return gaps;
  const title = `${counted(rest.length, "other provider is", "other providers are")} not connected`;
  return [...gaps, { id: "providers", shape: "none", title, detail: meteredText(addCells(rest), currency), action: connect }];
}

/** The one that reads a provider; none where a person has to choose. */
function onlyConnector(provider: string, connectors: readonly Connector[]): string | undefined {
  const [first, second] = connectors.filter(({ id }) => providerOf(id) === provider);
  return second ? undefined : first?.id;
}

/** Further ones are one line. */
const MOST_PROVIDERS = 3;

const meteredText = ({ amount, unpriced }: Cell, currency: string): string =>
  amount === null
    ? `${counted(unpriced, "event")} without a price, no bill beside them`
    : `${formatTotal(amount, unpriced, currency)} metered, no bill beside it`;

function meteredOf(items: readonly SpendGroup[], currency: string): Metered[] {
  const providers = [...new Set(items.map(({ group }) => group["provider"] ?? ""))].filter(Boolean);
  return providers
    .map((provider) => {
      const own = items.filter((item) => item.group["provider"] === provider && item.currency === currency && item.basis === "metered");
      return { provider, ...addCells(own.map(cellOf)) };
    })
    .filter(({ amount, unpriced }) => unpriced !== "0" || !isNothing(amount))
    .toSorted(dearer);
}

function isNothing(amount: Decimal | null): boolean {
  const value = amount === null ? null : parseDecimal(amount);
  return value === null || isZero(value);
}

/** Today is never whole before it is over. */
export function todayGap(asOf: string): Gap {
  const clock = new Date(asOf).toISOString().slice(11, 19);
  return {
    id: "today",
    shape: "wait",
    title: `Today is complete to ${clock} UTC`,
    detail: "Hatched in the chart: expected, not spent",
    action: { label: "See events", to: "events", provider: null },
  };
}

const ORDER: Record<StatusShape, number> = { off: 0, none: 1, wait: 2, on: 3 };

/** Trouble first. */
export const inOrder = (gaps: readonly (Gap | null)[]): Gap[] =>
  gaps.filter((gap) => gap !== null).toSorted((a, b) => ORDER[a.shape] - ORDER[b.shape]);
