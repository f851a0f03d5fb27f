import { parseDecimal, plain, ratio } from "../../format/decimal";

const MINUTES = { units: 60n, scale: 0 };

/** Of an hour's amount. */
export function perMinute(amount: string): string {
  const value = parseDecimal(amount);
  const each = value && ratio(value, MINUTES, 12);
  return each ? plain(each) : amount;
}

/** What one event with a known cost costs; none without such events. */
export function perEvent(amount: string | null, events: string, unpriced: string): string | null {
  const value = amount === null ? null : parseDecimal(amount);
  const each = value && ratio(value, { units: BigInt(events) - BigInt(unpriced), scale: 0 }, 12);
  return each ? plain(each) : null;
}
