import { isLimit, limitSetting, limitText, limitUnit, type LimitUnit, type Settings, writeLimit } from "./limit";
import { ADDS_UP, CALL_METRICS, METRICS, REPORTED } from "./sayings";
import { wordOf } from "./words";

export interface Option {
  /** Empty for none. */
  value: string;
  text: string;
}

/** A piece of the sentence that a rule is. What is no text can be changed where it stands. */
export type Part =
  | { kind: "text"; text: string }
  | { kind: "choice"; setting: string; label: string; value: string; text: string; options: Option[] }
  | { kind: "limit"; setting: string; label: string; value: string; unit: LimitUnit }
  | { kind: "number"; setting: string; label: string; value: number }
  | { kind: "filters"; setting: string; label: string; text: string };

const METRIC_OPERATORS = ["GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO"];
const CALL_OPERATORS = ["greater_than", "greater_than_or_equal", "less_than", "less_than_or_equal"];
const CHANGES: Option[] = [
  { value: "PERCENT_INCREASE", text: "grows by, in percent" },
  { value: "PERCENT_DECREASE", text: "falls by, in percent" },
  { value: "INCREASES_BY", text: "grows by" },
  { value: "DECREASES_BY", text: "falls by" },
];
const CALENDAR: Record<string, string> = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", QUARTERLY: "quarter" };
const SHORT = ["ONE_MINUTE", "FIVE_MINUTES", "FIFTEEN_MINUTES", "THIRTY_MINUTES", "ONE_HOUR", "TWELVE_HOURS"];
const DAYS = ["TWENTY_FOUR_HOURS", "SEVEN_DAYS", "THIRTY_DAYS"];
const METRIC_GROUPS = ["AGENT", "ORGANIZATION", "PRODUCT", "MODEL", "PROVIDER", "SUBSCRIBER", "TASK_TYPE", "DEPARTMENT", "CREDENTIAL", "API_KEY"];
const REPORTED_GROUPS = ["PROVIDER", "MODEL", "CREDENTIAL", "SUBSCRIBER", "WORKSPACE"];
const CALL_GROUPS = ["agent", "organization", "product", "model", "provider", "subscriber_id", "task_type", "environment", "trace_id", "key_id"];
const SEVERITIES = ["info", "warning", "critical"];

const text = (words: string): Part => ({ kind: "text", text: words });
const textOf = (value: unknown, none = ""): string => (typeof value === "string" ? value : none);

function choice(setting: string, label: string, value: string, options: Option[], shown?: string): Part {
  const known = options.some((option) => option.value === value);
  const all = known || value === "" ? options : [{ value, text: wordOf(value) }, ...options];
  const found = all.find((option) => option.value === value);
  return { kind: "choice", setting, label, value, text: shown ?? found?.text ?? "…", options: all };
}

const worded = (values: readonly string[]): Option[] => values.map((value) => ({ value, text: wordOf(value) }));
const listed = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : typeof value === "string" && value ? [value] : []);

function limitPart(builtin: string, settings: Settings): Part {
  const setting = limitSetting(builtin) ?? "limit";
  return { kind: "limit", setting, label: "Limit", value: limitText(builtin, settings), unit: limitUnit(builtin, settings) };
}

/** The rule as one sentence, or none for what is not built in. The channels follow after it. */
export function sentenceOf(builtin: string | null, settings: Settings): Part[] | null {
  if (builtin === "metric") return metricSentence(settings);
  return builtin === "threshold" ? callSentence(settings) : null;
}

function metricSentence(settings: Settings): Part[] {
  const isChange = settings["alertType"] === "RELATIVE_CHANGE";
  const isReported = settings["dataSource"] === "PROVIDER";
  const metric = textOf(settings["metricType"]);
  const fits = (name: string) =>
    (settings["alertType"] !== "CUMULATIVE_USAGE" || ADDS_UP.has(name)) && (!isReported || REPORTED.has(name)) && name !== "QUALITY_RATE";
  const metrics = worded(Object.keys(METRICS).filter(fits));
  const limit = limitPart("metric", settings);
  const period = textOf(settings["periodDuration"]);
  const periods = worded([...(isReported ? [] : SHORT), ...DAYS, ...Object.keys(CALENDAR)]);
  const periodPart = choice("periodDuration", "Period", period, periods, CALENDAR[period]);
  const who = groupParts("groupBy", settings["groupBy"], isReported ? REPORTED_GROUPS : METRIC_GROUPS);
  const operator = textOf(settings["operatorType"]);
  const change = isChange ? CHANGES.find(({ value }) => value === operator)?.text.replace(", in percent", "") : undefined;
  const beginning: Part[] = isChange
    ? [
        text("Alert when the "),
        choice("metricType", "Metric", metric, metrics),
        text(" of "),
        ...who,
        text(" "),
        choice("operatorType", "Comparison", operator, CHANGES, change),
        text(" "),
        limit,
        ...unitAfter(limit),
        text(" or more from one "),
        periodPart,
        text(" to the next"),
      ]
    : [
        text("Alert when "),
        ...who,
        text(" "),
        choice("metricType", "Metric", metric, metrics, METRICS[metric]?.says),
        text(" "),
        choice("operatorType", "Comparison", operator, worded(METRIC_OPERATORS)),
        text(" "),
        limit,
        ...unitAfter(limit),
        text(period in CALENDAR ? " in one " : " within "),
        periodPart,
      ];
  return [
    ...beginning,
    ...(isReported ? [text(" by what providers report")] : []),
    ...filterParts(metricFilters(settings["filters"])),
    ...persistsParts(settings["triggerAfterPersistsDuration"]),
    ...samplesParts(settings["minSampleCount"], isReported),
    ...severityParts(settings["severity"]),
  ];
}

function callSentence(settings: Settings): Part[] {
  const metric = textOf(settings["metric"], "cost_per_transaction");
  const operator = textOf(settings["operator"], "greater_than");
  const limit = limitPart("threshold", settings);
  return [
    text("Alert when one call "),
    choice("metric", "Metric", metric, worded(Object.keys(CALL_METRICS)), CALL_METRICS[metric]?.says),
    text(" "),
    choice("operator", "Comparison", operator, worded(CALL_OPERATORS)),
    text(" "),
    limit,
    ...unitAfter(limit),
    ...filterParts(callFilters(settings["filters"])),
    text(". Keep one alert for "),
    choice("group_by", "One alert for", textOf(settings["group_by"]), [
      { value: "", text: "all of them" },
      ...CALL_GROUPS.map((value) => ({ value, text: `each ${wordOf(value)}` })),
    ]),
    text(", as "),
    severity(settings["severity"]),
  ];
}

/** The unit that is said after a limit. */
function unitAfter(limit: Part): Part[] {
  const unit = limit.kind === "limit" ? limit.unit.after : "";
  return unit === "" || unit === "%" ? [] : [text(` ${unit}`)];
}

function groupParts(setting: string, value: unknown, groups: readonly string[]): Part[] {
  const chosen = listed(value);
  const options: Option[] = [{ value: "", text: "everything together" }, ...worded(groups)];
  const part =
    chosen.length > 1
      ? choice(setting, "One alert for each", chosen.join(","), options, chosen.map(wordOf).join(" and "))
      : choice(setting, "One alert for each", chosen[0] ?? "", options);
  return chosen.length === 0 ? [part] : [text("one "), part];
}

interface Filter {
  dimension?: unknown;
  operator?: unknown;
  value?: unknown;
  values?: unknown;
}

/** `agent contains -`, one a filter. */
export function metricFilters(value: unknown): string[] {
  return (Array.isArray(value) ? (value as Filter[]) : []).map(({ dimension, operator, value: one, values }) =>
    [wordOf(textOf(dimension)), wordOf(textOf(operator)), operator === "IN" ? listed(values).join(" or ") : textOf(one)].join(" ").trim(),
  );
}

export function callFilters(value: unknown): string[] {
  return Object.entries((value ?? {}) as Record<string, unknown>).map(
    ([dimension, wanted]) => `${wordOf(dimension)} is ${listed(wanted).join(" or ")}`,
  );
}

function filterParts(filters: string[]): Part[] {
  const shown = filters.length === 0 ? "without a filter" : filters.join(" and ");
  return [text(filters.length === 0 ? ", " : " where "), { kind: "filters", setting: "filters", label: "Only events where", text: shown }];
}

function persistsParts(value: unknown): Part[] {
  if (!textOf(value)) return [];
  const options = [{ value: "", text: "at once" }, ...worded([...SHORT, ...DAYS])];
  return [text(", once it has held for "), choice("triggerAfterPersistsDuration", "Only after it has held for", textOf(value), options)];
}

function samplesParts(value: unknown, isReported: boolean): Part[] {
  if (typeof value !== "number" || value === 0) return [];
  const of = isReported ? "records" : "calls";
  return [text(", with at least "), { kind: "number", setting: "minSampleCount", label: `At least so many ${of}`, value }, text(` ${of}`)];
}

const severity = (value: unknown): Part => choice("severity", "Severity", textOf(value, "warning"), worded(SEVERITIES));
const severityParts = (value: unknown): Part[] => [text(". As "), severity(value)];

/** What the settings are after a choice in the sentence. */
export function withChoice(settings: Settings, setting: string, value: string): Settings {
  const next = { ...settings };
  if (value === "") delete next[setting];
  else next[setting] = setting === "groupBy" ? value.split(",") : value;
  return next;
}

/** The sentence as plain words. */
export const plainSentence = (parts: Part[]): string => parts.map(wordsOf).join("");

function wordsOf(part: Part): string {
  if (part.kind === "limit") {
    // Other units stand after it as words of their own.
    return isLimit(part.value) ? writeLimit(part.value, { ...part.unit, after: part.unit.after === "%" ? "%" : "" }) : "…";
  }
  return part.kind === "number" ? String(part.value) : part.text;
}

/** Whose values are measured apart: `one agent`, `one provider and model`, `everything together`. */
export function whoText({ groupBy, group_by: group }: Settings): string {
  const chosen = [...listed(groupBy), ...listed(group)];
  return chosen.length === 0 ? "everything together" : `one ${chosen.map(wordOf).join(" and ")}`;
}
