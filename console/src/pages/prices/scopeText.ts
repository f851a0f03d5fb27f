import type { ListedModel, MeterPrice, Price, PriceScope, PriceTerms } from "../../api/types";
import { formatMoney } from "../../format/money";
import { formatCount } from "../../format/number";
import { formatDate } from "../../format/time";
import { meterLabel } from "../transactions/labels";

const NAMES: [keyof PriceScope, string][] = [
  ["provider", ""],
  ["model", ""],
  ["tool", "tool "],
  ["organization", "organization "],
  ["product", "product "],
  ["keyId", "key "],
  ["connectionId", "usage of connection "],
  ["region", "region "],
  ["tier", ""],
];

/** `openai, gpt-4o*, organization Acme` */
export function scopeText(scope: Partial<Record<keyof PriceScope, unknown>>): string {
  const parts = NAMES.flatMap(([name, word]) => (scope[name] ? [`${word}${String(scope[name])}`] : []));
  return parts.join(", ") || "everything";
}

/** `always`, `from 12 Nov`, `from 12 Nov to 1 Dec`: days in UTC, the last one not included. */
export function priceDays({ from, to }: Pick<Price, "from" | "to">): string {
  const since = from ? `from ${formatDate(from.slice(0, 10))}` : to ? "" : "always";
  return [since, to && `to ${formatDate(to.slice(0, 10))}`].filter(Boolean).join(" ");
}

const of = (meters: string[] | null) => (meters ? ` of ${meters.map(meterLabel).join(", ").toLowerCase()}` : "");

function meterText(meter: string, { price, per, tiers }: MeterPrice, currency: string): string {
  const unit = per === 1 ? "" : ` per ${perText(per)}`;
  return `${meterLabel(meter)} ${formatMoney(price, currency, "price")}${unit}${tiers.length > 0 ? ", in tiers" : ""}`;
}

export function termsText(terms: PriceTerms): string {
  if (terms.type === "discount") return `${terms.percent}% off the list${of(terms.meters)}`;
  if (terms.type === "included") return terms.meters ? `nothing to pay${of(terms.meters).replace(" of ", " for ")}` : "included, nothing more to pay";
  return Object.entries(terms.meters)
    .map(([meter, price]) => meterText(meter, price, terms.currency))
    .join("; ");
}

export function perText(per: number): string {
  return per === 1_000_000 ? "million" : per === 1_000 ? "thousand" : formatCount(per);
}

/** `Images $0.04`: what a listed model costs, of these meters where it has them. */
export function listedPriceText({ prices }: ListedModel, meters: readonly string[]): string {
  const wanted = prices.filter(({ meter }) => meters.includes(meter));
  return (wanted.length > 0 ? wanted : prices).map(({ meter, ...price }) => meterText(meter, price, "USD")).join("; ");
}
