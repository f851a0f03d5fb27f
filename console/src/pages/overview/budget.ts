import { compare, parseDecimal, plain, subtract } from "../../format/decimal";
import { formatMoney } from "../../format/money";

/** Where a budget stands to what is spent and to the range that the month is expected to end in. */
export function budgetText(
  budget: string,
  { spent, low, high, currency }: { spent: string; low: string | null; high: string | null; currency: string },
): string {
  const [limit, now, least, most] = [budget, spent, low, high].map((amount) => (amount === null ? null : parseDecimal(amount)));
  const named = `Budget ${formatMoney(budget, currency).replace(/\.00$/, "")}`;
  if (!limit || !now) return named;
  if (compare(now, limit) > 0) return `${named}, exceeded by ${formatMoney(plain(subtract(now, limit)), currency)}`;
  if (!least || !most) return named;
  if (compare(most, limit) <= 0) return `${named}, above the range`;
  if (compare(least, limit) > 0) return `${named}, below the range`;
  return `${named}, inside the range`;
}
