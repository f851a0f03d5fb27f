import type { SpendGroup } from "../../api/overviewQueries";
import type { Connection, Connector, Decimal, Integer, Reconciled } from "../../api/types";
import { sumKnown } from "../../format/decimal";
import { sum } from "../../format/number";
import { providerName, providerOf, stackPlace } from "../../providerNames";
import { shiftDay } from "../../ui/range";
import { groupBy } from "./groupBy";

/**
 * What a row can tell: `compared` has bills beside what was metered; `silent` is of a provider that tells no bill, `pending`
 * of one not read yet, `unconnected` of one that nobody connected, `nameless` of events that name none; a `gateway` tells of
 * the same calls once more.
 */
export type RowKind = "compared" | "silent" | "pending" | "unconnected" | "nameless" | "gateway";

/** A provider's month in one currency: a row of the matrix. */
export interface MatrixRow {
  key: string;
  kind: RowKind;
  provider: string | null;
  label: string;
  currency: string;
  /** By day; a bill for several days stands at each. */
  days: ReadonlyMap<string, Reconciled>;
  /** Of all whole days. */
  metered: Decimal | null;
  unpriced: Integer;
  connections: readonly Connection[];
}

export interface MonthParts {
  /** Of the coarsest grain. */
  items: readonly Reconciled[];
  /** Of connections that do not count. */
  told: readonly { connection: Connection; items: readonly Reconciled[] }[];
  /** By day and provider. */
  spend: readonly SpendGroup[];
  connections: readonly Connection[];
  connectors: readonly Connector[];
  /** The last whole day; what is later is in no sum. */
  through: string;
}

export const rowKey = (provider: string | null, currency: string): string => `${provider ?? ""} ${currency}`;

/** All providers that something is known of, in the order that they have everywhere; gateways last. */
export function matrixRows(month: MonthParts): MatrixRow[] {
  const compared = comparedRows(month);
  const known = new Set(compared.map(({ provider }) => provider));
  const metered = meteredRows(month, known);
  const seen = new Set([...known, ...metered.map(({ provider }) => provider)]);
  return [...compared, ...metered, ...waitingRows(month, seen), ...gatewayRows(month)].toSorted(byPlace);
}

const placeOf = ({ kind, provider }: MatrixRow): number =>
  kind === "gateway" ? 2_000 : provider === null ? 1_000 : stackPlace(provider);

const byPlace = (a: MatrixRow, b: MatrixRow) =>
  placeOf(a) - placeOf(b) || a.label.localeCompare(b.label) || a.currency.localeCompare(b.currency);

/** The connections that count, of one provider. */
const countingOf = (connections: readonly Connection[], provider: string) =>
  connections.filter((one) => one.countsTowardsTotal && providerOf(one.connector) === provider);

const tellsBills = ({ connector }: Connection, connectors: readonly Connector[]): boolean =>
  connectors.find(({ id }) => id === connector)?.streams.some(({ kind }) => kind === "cost") ?? true;

const nameOf = (connections: readonly Connection[], provider: string): string => {
  const [only] = connections.length === 1 ? connections : [];
  return only?.name ?? providerName(provider);
};

function comparedRows({ items, connections, connectors, through }: MonthParts): MatrixRow[] {
  const groups = groupBy(items, ({ provider, currency }) => rowKey(provider, currency));
  return [...groups].flatMap(([key, all]): MatrixRow[] => {
    const [first] = all;
    if (!first) return [];
    const own = countingOf(connections, first.provider);
    const isSilent = all.every(({ billed }) => billed === null) && own.length > 0 && !own.some((one) => tellsBills(one, connectors));
    const whole = all.filter(({ day }) => day <= through);
    return [
      {
        key,
        kind: isSilent ? "silent" : "compared",
        provider: first.provider,
        label: nameOf(own, first.provider),
        currency: first.currency,
        days: byDay(all),
        metered: sumKnown(whole.map(({ metered }) => metered)),
        unpriced: sum("0", ...whole.map(({ unpricedEvents }) => unpricedEvents)) ?? "0",
        connections: own,
      },
    ];
  });
}

function byDay(items: readonly Reconciled[]): Map<string, Reconciled> {
  const days = new Map<string, Reconciled>();
  for (const item of items) {
    for (let day = item.day; day <= item.lastDay; day = shiftDay(day, 1)) days.set(day, item);
  }
  return days;
}

/** What events say of providers without any bill. */
function meteredRows({ spend, connections, connectors, through }: MonthParts, known: ReadonlySet<string | null>): MatrixRow[] {
  const others = spend.filter(({ group, basis }) => basis === "metered" && !known.has(group["provider"] ?? null));
  const groups = groupBy(others, ({ group, currency }) => rowKey(group["provider"] ?? null, currency));
  return [...groups].flatMap(([key, all]): MatrixRow[] => {
    const [first] = all;
    if (!first) return [];
    const provider = first.group["provider"] ?? null;
    const own = provider === null ? [] : countingOf(connections, provider);
    const whole = all.filter(({ group }) => (group["day"] ?? "") <= through);
    return [
      {
        key,
        kind: kindOf(provider, own, connectors),
        provider,
        label: provider === null ? "No provider" : nameOf(own, provider),
        currency: first.currency,
        days: new Map(),
        metered: sumKnown(whole.map(({ amount }) => amount)),
        unpriced: sum("0", ...whole.map(({ unpricedEvents }) => unpricedEvents)) ?? "0",
        connections: own,
      },
    ];
  });
}

function kindOf(provider: string | null, own: readonly Connection[], connectors: readonly Connector[]): RowKind {
  if (provider === null) return "nameless";
  if (own.length === 0) return "unconnected";
  return own.some((one) => tellsBills(one, connectors)) ? "pending" : "silent";
}

/** Connections that were not read yet, and that no event names either. */
function waitingRows({ connections, connectors }: MonthParts, seen: ReadonlySet<string | null>): MatrixRow[] {
  const waiting = connections.filter(
    (one) => one.countsTowardsTotal && one.coverage.length === 0 && tellsBills(one, connectors) && !seen.has(providerOf(one.connector)),
  );
  return waiting.map((connection) => ({
    key: connection.id,
    kind: "pending",
    provider: providerOf(connection.connector),
    label: connection.name,
    currency: "USD",
    days: new Map(),
    metered: null,
    unpriced: "0",
    connections: [connection],
  }));
}

function gatewayRows({ told }: MonthParts): MatrixRow[] {
  return told.flatMap(({ connection, items }): MatrixRow[] => {
    const groups = groupBy(items, ({ currency }) => currency);
    return [...groups].map(([currency, all]) => ({
      key: `${connection.id} ${currency}`,
      kind: "gateway",
      provider: providerOf(connection.connector),
      label: connection.name,
      currency,
      days: byDay(all),
      metered: null,
      unpriced: "0",
      connections: [connection],
    }));
  });
}
