import { parseDecimal } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { Unknown } from "../../ui/Unknown";

/** An amount with its sign, for differences; what is not known says so. */
export function Difference({ amount, currency }: { amount: string | null; currency: string }) {
  if (amount === null) return <Unknown>unknown</Unknown>;
  const isMore = (parseDecimal(amount)?.units ?? 0n) > 0n;
  return <span className="tabular">{`${isMore ? "+" : ""}${formatMoney(amount, currency)}`}</span>;
}
