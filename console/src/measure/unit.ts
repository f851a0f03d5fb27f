import type { Decimal } from "../api/types";
import { exactPlaces, fixed, parseDecimal, plain } from "../format/decimal";
import { formatMoney } from "../format/money";
import { formatShort } from "../format/number";
import { formatShortMoney } from "../format/shortMoney";
import { CALL_METRICS, METRICS } from "./metrics";
import { type MeasuredRule, textOf } from "./settings";

/** `share` is a part from 0 to 1, `percent` the same from 0 to 100, `score` from 0 to 1 and no part of anything. */
export type UnitName = "money" | "tokens" | "ms" | "seconds" | "share" | "percent" | "score" | "count";

/** How what a rule measures is written. */
export interface MeasureUnit {
  name: UnitName;
  /** `$16,018.24`, `20%`, `1,200 ms`. */
  format: (value: Decimal) => string;
  /** The same for an axis: shorter. */
  axis: (value: Decimal) => string;
}

/** The unit of a rule's values and limit; none where the rule is not built in, or measures what is not known here. */
export function unitOf({ builtin, settings }: MeasuredRule, currency = "USD"): MeasureUnit | null {
  if (builtin === "threshold") {
    const metric = CALL_METRICS[textOf(settings["metric"]) ?? ""];
    return metric ? unit(metric.unit, currency) : null;
  }
  const metric = builtin === "metric" ? METRICS[textOf(settings["metricType"]) ?? ""] : undefined;
  if (!metric) return null;
  const isPercentage = settings["isPercentage"] === true;
  const operator = textOf(settings["operatorType"]) ?? "";
  // A change is told by what it changed by: an amount, or percent of what was before.
  const isChange = settings["alertType"] === "RELATIVE_CHANGE";
  if (isChange && (isPercentage || operator.startsWith("PERCENT_"))) return unit("percent", currency);
  if (isPercentage && (metric.unit === "share" || metric.unit === "score")) return unit("percent", currency);
  return unit(metric.unit, currency);
}

const SUFFIXES: Partial<Record<UnitName, string>> = { ms: " ms", seconds: " s", percent: "%" };

function unit(name: UnitName, currency: string): MeasureUnit {
  if (name === "money") {
    return {
      name,
      format: (value) => formatMoney(value, currency),
      axis: (value) => formatShortMoney(value, currency).replace(/\.00$/, ""),
    };
  }
  const suffix = SUFFIXES[name] ?? "";
  if (name === "share") {
    const format = (value: Decimal) => `${rounded(hundredfold(value))}%`;
    return { name, format, axis: format };
  }
  const format = (value: Decimal) => `${rounded(value)}${suffix}`;
  return { name, format, axis: name === "percent" ? format : (value) => `${short(value)}${suffix}` };
}

/** Two places at most: what is measured is read, not reckoned with. */
function rounded(value: Decimal): string {
  const parsed = parseDecimal(value);
  if (!parsed) return value;
  return fixed(parsed, Math.min(exactPlaces(parsed, 0), 2));
}

/** Large ones as in `57.4 M`; small ones with what an axis needs. */
const short = (value: Decimal): string => (/^-?\d{5,}/.test(value) ? formatShort(value) : rounded(value));

function hundredfold(value: Decimal): Decimal {
  const parsed = parseDecimal(value);
  return parsed ? plain({ units: parsed.units * 100n, scale: parsed.scale }) : value;
}
