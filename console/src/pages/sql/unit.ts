/** What the warehouse keeps amounts in; sums and quantiles of them have this type too. */
const MONEY = "DECIMAL(38,12)";

const isMoney = (type: string) => type.replace(/\s/g, "").toUpperCase() === MONEY;
const IS_NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)\b/i;

const UNITS: [name: RegExp, unit: string][] = [
  [/(^|_)tokens$/, "tokens"],
  [/_ms$/, "ms"],
  [/(^|_)seconds$/, "s"],
  [/(^|_)percent$/, "%"],
];

export interface TypedColumn {
  name: string;
  type: string;
}

export const isMoneyColumn = ({ type }: TypedColumn): boolean => isMoney(type);

/**
 * What a column counts in, where its type or its name says so. `currency` is the one that all amounts are in; with
 * several, a row's own column `currency` says it.
 */
export function unitOf({ name, type }: TypedColumn, currency: string | null): string | null {
  if (isMoney(type)) return currency ?? "see currency";
  if (/^TIMESTAMP/i.test(type)) return "UTC";
  if (!IS_NUMBER.test(type)) return null;
  return UNITS.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? null;
}

/** `DECIMAL(38,12)` is `decimal`: how many digits there are is in the numbers themselves. */
export function typeText(type: string): string {
  const lower = type.toLowerCase();
  if (/^decimal\(\d+,\s*\d+\)$/.test(lower)) return "decimal";
  return lower.replace("timestamp with time zone", "timestamptz");
}
