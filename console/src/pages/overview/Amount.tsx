import { formatMoney, formatTotal } from "../../format/money";
import { counted } from "../../format/number";
import { isZero, parseDecimal } from "../../format/decimal";
import { Unknown } from "../../ui/Unknown";

interface Props {
  amount: string | null;
  unpriced: string;
  currency: string;
}

/** An amount that says when it is a lower bound, and that it is unknown when nothing of it has a price. */
export function Amount({ amount, unpriced, currency }: Props) {
  const reason = `${counted(unpriced, "event has", "events have")} no price`;
  if (isUnknown(amount, unpriced)) return <Unknown reason={reason}>unpriced</Unknown>;
  if (unpriced === "0") return formatMoney(amount ?? "0", currency);
  return <span title={reason}>{formatTotal(amount ?? "0", unpriced, currency)}</span>;
}

/** Nothing that could be added up, and something that could not. */
export function isUnknown(amount: string | null, unpriced: string): boolean {
  if (amount === null) return true;
  const value = parseDecimal(amount);
  return unpriced !== "0" && value !== null && isZero(value);
}
