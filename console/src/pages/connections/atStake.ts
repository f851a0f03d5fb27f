import type { SpendGroup } from "../../api/overviewQueries";
import type { Connector, Decimal } from "../../api/types";
import { add, compare, parseDecimal, plain } from "../../format/decimal";

/** Connectors that read the bill of a provider as events call it; without an entry, the one of the same name. */
const READERS: Record<string, string[]> = {
  aws: ["bedrock"],
  azure: ["azure-openai"],
  google: ["vertex", "gemini"],
  "x-ai": ["xai"],
};

/** A provider that events name and no connection reads. */
export interface AtStake {
  provider: string;
  /** What was metered, by currency, the most first. */
  amounts: { currency: string; amount: Decimal }[];
  unpricedEvents: number;
  /** What could read its bill; empty where there is nothing yet. */
  connectors: Connector[];
}

/** The most dear first. Amounts of two currencies are never added. */
export function atStake(
  spend: readonly SpendGroup[],
  connectors: readonly Connector[],
  connected: ReadonlySet<string>,
): AtStake[] {
  const found = new Map<string, AtStake>();
  for (const { group, basis, currency, amount, unpricedEvents } of spend) {
    const provider = group["provider"] ?? null;
    if (provider === null || basis !== "metered") continue;
    const readers = READERS[provider] ?? [provider];
    if (readers.some((id) => connected.has(id))) continue;
    const one = found.get(provider) ?? {
      provider,
      amounts: [],
      unpricedEvents: 0,
      connectors: connectors.filter(({ id }) => readers.includes(id)),
    };
    if (amount !== null) one.amounts = withAmount(one.amounts, currency, amount);
    one.unpricedEvents += Number(unpricedEvents);
    found.set(provider, one);
  }
  return [...found.values()].toSorted((a, b) => compareAmounts(b.amounts[0]?.amount, a.amounts[0]?.amount));
}

function withAmount(amounts: AtStake["amounts"], currency: string, amount: Decimal): AtStake["amounts"] {
  const before = amounts.find((one) => one.currency === currency)?.amount ?? "0";
  const sum = plain(add(parsed(before), parsed(amount)));
  const rest = amounts.filter((one) => one.currency !== currency);
  return [...rest, { currency, amount: sum }].toSorted((a, b) => compareAmounts(b.amount, a.amount));
}

const parsed = (amount: Decimal | undefined) => parseDecimal(amount ?? "") ?? { units: 0n, scale: 0 };
const compareAmounts = (left: Decimal | undefined, right: Decimal | undefined) => compare(parsed(left), parsed(right));
