import { compare, exactPlaces, type Parsed, parseDecimal, plain } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { formatCount } from "../../format/number";
import { CALL_METRICS, METRICS } from "./sayings";

export type Settings = Record<string, unknown>;

/** What stands around a limit. */
export interface LimitUnit {
  before: string;
  after: string;
  /** Nothing above it makes sense. */
  most: string | null;
}

const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

const isPercent = ({ alertType, metricType, operatorType, isPercentage }: Settings): boolean =>
  textOf(operatorType).startsWith("PERCENT_") ||
  (isPercentage === true && (alertType === "RELATIVE_CHANGE" || metricType === "ERROR_RATE" || metricType === "QUALITY_RATE"));

export function limitUnit(builtin: string, settings: Settings): LimitUnit {
  if (builtin === "metric" && isPercent(settings)) {
    return { before: "", after: "%", most: settings["alertType"] === "RELATIVE_CHANGE" ? null : "100" };
  }
  const saying = builtin === "metric" ? METRICS[textOf(settings["metricType"])] : CALL_METRICS[textOf(settings["metric"])];
  const isShare = settings["metricType"] === "ERROR_RATE" || settings["metricType"] === "QUALITY_RATE";
  return { before: saying?.before ?? "", after: saying?.after ?? "", most: isShare ? "1" : null };
}

/** The setting that holds the limit, for the rules that have one. */
export const limitSetting = (builtin: string | null): "threshold" | "limit" | null =>
  builtin === "metric" ? "threshold" : builtin === "threshold" ? "limit" : null;

/** The limit as it is typed; empty where there is none yet. */
export function limitText(builtin: string | null, settings: Settings): string {
  const setting = limitSetting(builtin);
  return setting === null ? "" : textOf(settings[setting]);
}

/** `$35`, `$1.50`, `20%`, `2,000 ms`. */
export function writeLimit(limit: string, { before, after }: LimitUnit): string {
  if (before === "$") return formatMoney(limit, "USD", "price").replace(/\.00$/, "");
  const gap = after === "" || after === "%" ? "" : " ";
  return `${formatCount(limit)}${gap}${after}`;
}

/** A number of things, of which there are no halves. */
export const isWhole = ({ before, after, most }: LimitUnit): boolean => before === "" && after !== "%" && most === null;

/** It fires above its limit, and not below it. */
export const isUpper = ({ operatorType, operator = "greater_than" }: Settings): boolean =>
  /^greater/i.test(textOf(operatorType) || textOf(operator));

const LADDER = [10n, 15n, 25n, 35n, 50n, 75n];
const EACH_SIDE = 3;

/** Round limits around one, itself among them, from the smallest. A number of things stays whole. */
export function limitsAround(limit: string, unit: LimitUnit): string[] {
  const middle = parseDecimal(limit);
  if (!middle || middle.units <= 0n) return [];
  const top = unit.most === null ? null : parseDecimal(unit.most);
  const fits = (step: Parsed) =>
    (top === null || compare(step, top) <= 0) && !(isWhole(unit) && exactPlaces(step, 0) > 0);
  const steps = rungs(middle).filter(fits);
  const below = steps.filter((step) => compare(step, middle) < 0).slice(-EACH_SIDE);
  const above = steps.filter((step) => compare(step, middle) > 0).slice(0, EACH_SIDE);
  return [...below, middle, ...above].map(trimmed);
}

/** Two powers of ten to either side. */
function rungs({ units, scale }: Parsed): Parsed[] {
  const power = units.toString().length - 1 - scale;
  return [-2, -1, 0, 1, 2].flatMap((off) =>
    LADDER.map((rung): Parsed => {
      const exponent = power + off - 1;
      return exponent >= 0 ? { units: rung * 10n ** BigInt(exponent), scale: 0 } : { units: rung, scale: -exponent };
    }),
  );
}

/** Without zeros at its end. */
function trimmed(value: Parsed): string {
  const places = exactPlaces(value, 0);
  return plain({ units: value.units / 10n ** BigInt(value.scale - places), scale: places });
}

/** A text that a limit cannot be. */
export const isLimit = (text: string): boolean => parseDecimal(text) !== null;

export const sameLimit = (left: string, right: string): boolean => {
  const [one, other] = [parseDecimal(left), parseDecimal(right)];
  return one !== null && other !== null && compare(one, other) === 0;
};
