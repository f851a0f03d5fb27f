import type { Decimal, Reconciled } from "../../api/types";
import { compare, magnitude, type Parsed, parseDecimal, ratio, subtract, sumKnown } from "../../format/decimal";
import { type Days, rangeDays, shiftDay } from "../../ui/range";

const DAY = 86_400_000;
const PERCENT_THAT_AGREES: Parsed = { units: 1n, scale: 0 };

/** What a connection is billed in one currency, and what was metered in the same days. */
export interface Bill {
  currency: string;
  billed: Decimal;
  /** None when the cost of nothing is known. */
  metered: Decimal | null;
  /** Whether more was metered than is known. */
  isBound: boolean;
  /** How many days have a bill, of those that were asked about. */
  days: number;
  first: string;
  last: string;
}

/** The month to date without today, which no side has whole; on its first day the month before. */
export function billDays(today: string): Days {
  const yesterday = shiftDay(today, -1);
  return { from: rangeDays({}, yesterday).from, to: yesterday };
}

/** The sums of the rows that have a bill, by currency, the most days first. */
export function billsOf(rows: readonly Reconciled[]): Bill[] {
  const billed = rows.filter((row) => row.billed !== null);
  const currencies = [...new Set(billed.map(({ currency }) => currency))];
  return currencies.map((currency) => billIn(currency, billed.filter((row) => row.currency === currency))).toSorted((a, b) => b.days - a.days);
}

function billIn(currency: string, rows: readonly Reconciled[]): Bill {
  const days = new Set(rows.flatMap(({ day, lastDay }) => daysFrom(day, lastDay)));
  const inOrder = [...days].toSorted();
  return {
    currency,
    billed: sumKnown(rows.map((row) => row.billed)) ?? "0",
    metered: sumKnown(rows.map((row) => row.metered)),
    isBound: rows.some(({ metered, unpricedEvents }) => metered === null || unpricedEvents !== "0"),
    days: days.size,
    first: inOrder[0] ?? "",
    last: inOrder.at(-1) ?? "",
  };
}

function daysFrom(first: string, last: string): string[] {
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;
  return Array.from({ length: Math.max(count, 1) }, (_, at) => shiftDay(first, at));
}

/** How many days there are, both ends included. */
export const lengthOf = ({ from, to }: Days): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;

export interface Agreement {
  agrees: boolean;
  /** In words: `2.0% over metered`, `agrees within 0.2%`. */
  words: string;
}

/** How a bill stands to what was metered; none where one side cannot be known whole. */
export function agreementOf({ billed, metered, isBound }: Bill): Agreement | null {
  const bill = parseDecimal(billed);
  const meter = metered === null ? null : parseDecimal(metered);
  if (!bill || !meter || isBound) return null;
  const difference = subtract(bill, meter);
  if (difference.units === 0n) return { agrees: true, words: "agrees" };
  const share = ratio(difference, meter, 3);
  if (!share) return { agrees: false, words: "nothing metered" };
  // 0.2% as its tenths say it, and never 0.0%: they do not agree to the last digit.
  const tenths = share.units < 0n ? -share.units : share.units;
  const percent: Parsed = { units: tenths === 0n ? 1n : tenths, scale: 1 };
  const text = `${percent.units / 10n}.${percent.units % 10n}%`;
  if (compare(magnitude(percent), PERCENT_THAT_AGREES) < 0) return { agrees: true, words: `agrees within ${text}` };
  return { agrees: false, words: `${text} ${difference.units > 0n ? "over" : "under"} metered` };
}
