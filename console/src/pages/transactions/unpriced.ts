const SENTENCES: Record<string, string> = {
  unknown_model: "The price book does not know this model.",
  unknown_provider: "The price book does not know this provider.",
  no_model: "The event does not say which model was called.",
  missing_model: "The event does not say which model was called.",
  missing_price: "One of the meters that it used has no price.",
  unpriced_meter: "One of the meters that it used has no price.",
  no_usage: "The event does not say what was used.",
  no_provider: "The event does not say who sold the call.",
  no_price_for_meter: "One of the meters that it used has no price.",
  nothing_metered: "The event does not say what was used.",
  out_of_range: "The amount is beyond ± 9.2 million.",
  unknown_tool: "The price book has no price for this tool.",
  no_exchange_rate: "Its price is in a currency without an exchange rate.",
};

/** Why an event has no cost. */
export function unpricedSentence(code: string | null): string {
  if (!code) return "Why it has no price is not known.";
  return SENTENCES[code] ?? `No price: ${code.replaceAll("_", " ")}.`;
}
