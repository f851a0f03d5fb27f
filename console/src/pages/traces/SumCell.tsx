import { formatMoney } from "../../format/money";
import { counted } from "../../format/number";
import { Unknown } from "../../ui/Unknown";

interface Props {
  /** One of each currency; none when no cost is known. */
  amounts: readonly { currency: string; amount: string }[];
  /** How many parts have no price. */
  unpriced: string;
}

/** A sum of costs, which hides nothing: with unpriced parts it is a lower bound, and currencies are not added. */
export function SumCell({ amounts, unpriced }: Props) {
  if (amounts.length === 0) return unpriced === "0" ? <span className="dim">–</span> : <Unknown reason="None of its spans has a price">unpriced</Unknown>;
  const text = amounts.map(({ amount, currency }) => formatMoney(amount, currency, "event")).join(" + ");
  if (unpriced === "0") return amounts.some(({ amount }) => /[1-9]/.test(amount)) ? text : <span className="dim">{text}</span>;
  return (
    <span className="bound" title={`${counted(unpriced, "span has", "spans have")} no price and ${unpriced === "1" ? "is" : "are"} not in this sum`}>
      ≥ {text}
    </span>
  );
}
