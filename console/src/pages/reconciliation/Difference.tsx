import { formatSigned } from "../../format/change";
import { Unknown } from "../../ui/Unknown";

/** An amount with its sign, for differences; what is not known says so. */
export function Difference({ amount, currency }: { amount: string | null; currency: string }) {
  if (amount === null) return <Unknown>unknown</Unknown>;
  return <span className="tabular">{formatSigned(amount, currency)}</span>;
}
