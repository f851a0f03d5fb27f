import type { Rule } from "../../api/types";
import { fixed } from "../../format/decimal";
import { counted } from "../../format/number";

/** `1.9 µs`, the processor time of one rule for one event, on average; none before something was judged. */
export function eachTook(rules: Pick<Rule, "cost">[]): string | null {
  const rows = rules.reduce((sum, { cost }) => sum + BigInt(cost.rows), 0n);
  if (rows === 0n) return null;
  const tenths = (rules.reduce((sum, { cost }) => sum + BigInt(cost.tookUs), 0n) * 10n + rows / 2n) / rows;
  return `${tenths === 0n ? "<0.1" : fixed({ units: tenths, scale: 1 }, tenths < 100n ? 1 : 0)} µs`;
}

/** `8 rules judge every event, 1.9 µs each on average`. */
export function judging(rules: Pick<Rule, "cost" | "state">[]): string {
  const judge = rules.filter(({ state }) => state === "live" || state === "detached" || state === "starting");
  if (judge.length === 0) return "no rule judges";
  const took = eachTook(judge);
  const words = `${counted(judge.length, "rule")} ${judge.length === 1 ? "judges" : "judge"} every event`;
  return took ? `${words}, ${took} each on average` : words;
}
