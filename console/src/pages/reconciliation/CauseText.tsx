import { compare, magnitude, parseDecimal, plain, ratio, subtract } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { formatCount } from "../../format/number";
import { meterLabel } from "../transactions/labels";
import type { Cause } from "./cause";
import type { Chosen } from "./chosen";
import { splitOf } from "./split";

interface Props {
  cause: Cause;
  chosen: Chosen;
}

/** A cause in words, with its amount. */
export function CauseText({ cause, chosen }: Props) {
  const { label: name, currency } = chosen.row;
  const amount = <b className="tabular">{sizeText(cause.amount, currency)}</b>;
  const explains = shareOf(cause);
  const isMore = (parseDecimal(cause.amount)?.units ?? 0n) > 0n;
  switch (cause.part) {
    case "cacheSplit":
      return <CacheSplitText cause={cause} chosen={chosen} />;
    case "callsNotMetered":
      return isMore ? (
        <p>
          {name} counted calls that nobody metered. They cost {amount}, {explains}. Something calls it without posting events.
        </p>
      ) : (
        <p>
          {amount} more was metered than {name} counted, {explains}. The calls are of an account that is not connected, or were posted twice under two ids.
        </p>
      );
    case "lateData":
      return (
        <p>
          {amount} was metered and not yet counted when the figures of {name} were read, {explains}. The next sync reads these days again.
        </p>
      );
    case "meteredPrice":
      return (
        <p>
          Your events were priced otherwise than the price book prices them today: {amount} {isMore ? "too little" : "too much"}, {explains}.
        </p>
      );
    case "listPrice":
      return (
        <p>
          {name} bills another price than the price book has: {amount} {isMore ? "more" : "less"}, {explains}. A price of your own makes both agree.
        </p>
      );
    case "tier":
      return (
        <p>
          {name} bills another tier (batch, priority, long context) than the usage says: {amount} {isMore ? "more" : "less"}, {explains}. Senders tell it in{" "}
          <code>serviceTier</code>.
        </p>
      );
    case "billedCacheSplit":
      return (
        <p>
          The bill of {name} splits input into cached and uncached otherwise than its own usage: {amount} {isMore ? "more" : "less"}, {explains}.
        </p>
      );
    case "discountCreditTax":
      return (
        <p>
          Lines of the bill that are no usage (a discount, a credit, a tax) come to {amount} {isMore ? "more" : "less"}, {explains}.
        </p>
      );
    case "rounding":
      return (
        <p>
          The bill has fewer decimals than your events. That makes {amount}, {explains}.
        </p>
      );
    case "unexplained":
      return (
        <p>
          {amount}, {explains}, cannot be told apart
          {chosen.withoutPrice.length > 0 ? `: the price book has no price for ${chosen.withoutPrice.map(meterLabel).join(", ")}.` : `: ${name} does not say what was used, or bills what no meter counts.`}
        </p>
      );
  }
}

/** The same tokens under two names: which, and what each costs. */
function CacheSplitText({ cause, chosen }: Props) {
  const { label: name, currency } = chosen.row;
  const split = splitOf(chosen.meters);
  const gap = <span className="tabular">{sizeText(cause.amount, currency)}</span>;
  if (!split) {
    return (
      <p>
        The same input is cached on one side and not on the other. That makes {gap}, {shareOf(cause)}.
      </p>
    );
  }
  const { counted, metered } = split;
  return (
    <>
      <p>
        {name} counted {formatCount(counted.tokens)} tokens as <i>{meterLabel(counted.meter)}</i>, which cost <b className="tabular">{sizeText(counted.amount, currency)}</b>. Your
        events call the same tokens <i>{meterLabel(metered.meter)}</i>, which cost <b className="tabular">{sizeText(metered.amount, currency)}</b>. Their gap, {gap}, is{" "}
        {shareOf(cause)}.
      </p>
      {counted.meter === "cache_write_1h_tokens" && (
        <p className="mid">
          Senders tell cache writes that live an hour in <code>cacheCreation1hTokenCount</code>.
        </p>
      )}
    </>
  );
}

/** A word says the direction. */
const sizeText = (amount: string, currency: string): string => formatMoney(amount.replace(/^-/, ""), currency);

/** `the whole difference`, `87% of the difference`. */
function shareOf({ amount, drift }: Cause): string {
  const [part, whole] = [parseDecimal(amount), parseDecimal(drift)];
  if (!part || !whole) return "part of the difference";
  const rest = magnitude(subtract(whole, part));
  const isWhole = compare({ ...rest, units: rest.units * 200n }, magnitude(whole)) < 0;
  const percent = ratio(part, whole, 2);
  return isWhole || !percent ? "the whole difference" : `${plain({ units: percent.units, scale: 0 })}% of the difference`;
}
