import { type Counted, timeColumn } from "./counted";
import { curveSql } from "./curve";
import { columnNamed, dimensionNamed } from "./dimensions";
import { type EventsSearch, eventsSearch } from "./eventsOf";
import { highestByDaySql } from "./highestByDay";
import { groupOf } from "./key";
import { CALL_METRICS, METRICS } from "./metrics";
import { CALL, type Period, PERIODS } from "./periods";
import { filtersOf, type MeasuredRule, oneOrSeveral, textOf } from "./settings";
import { literal } from "../format/sqlText";
import { type MeasureUnit, type UnitName, unitOf } from "./unit";
import { type Filter, filterSql, groupSql } from "./where";

/** What a rule measures, said in SQL over `events`. Moments are RFC 3339 in UTC. */
export interface Measure {
  unit: MeasureUnit;
  /** `$16,018.24`, `20%`, `1,200 ms`. */
  format: MeasureUnit["format"];
  /** `Error rate`. */
  name: string;
  /** `Error rate in the last 15 minutes`. */
  label: string;
  /** Whether little of it is what the rule looks for. */
  isLow: boolean;
  /** Whether values add up over time: a sum or a count, and no average. */
  adds: boolean;
  period: Period;
  /** Which dimensions have alerts of their own, by their names in SQL. */
  groups: readonly string[];
  /** How near the numbers are to what the rule counted, in sentences. */
  note: string;
  /** Columns `day`, `value`, and one of each group that had it. */
  highestByDay: (from: string, to: string, zone: string) => string;
  /** Columns `moment` and `value`, every so many seconds; none where the key does not tell which group it is. */
  curve: (key: string, from: string, to: string, step: number) => string | null;
  /** Whom an alert is about: the group of its key, else the only values that the rule looks at; none where it is everything. */
  subjectOf: (key: string) => string | null;
  /** When events count: the column of their time. */
  time: "event_time" | "received_at";
  /** The search of Transactions. */
  eventsOf: (key: string, from: string, to: string) => EventsSearch | null;
  /** Conditions over `events`, without a time and without what the metric leaves out: the rule's filters, and the group. */
  conditions: (key: string) => string[] | null;
}

/**
 * What a built-in rule measures; none where that cannot be said over `events`: changes from one period to the next, quality, what
 * providers report, components that were uploaded. `timeZone` is the one that calendar periods follow, `currency` the one that rules reckon in: a cost
 * in another is unknown to them.
 */
export function measureOf(rule: MeasuredRule, timeZone = "UTC", currency = "USD"): Measure | null {
  const unit = unitOf(rule, currency);
  if (!unit) return null;
  const found = rule.builtin === "threshold" ? ofCalls(rule.settings, currency) : ofTimes(rule.settings, timeZone, currency);
  if (!found) return null;
  const { counted, filters, label } = found;
  const { groups, period } = counted;
  return {
    unit,
    format: unit.format,
    name: label,
    label: period.words ? `${label} ${period.words}` : label,
    isLow: /^less/i.test(textOf(rule.settings["operatorType"]) ?? textOf(rule.settings["operator"]) ?? ""),
    adds: period.kind !== "call" && counted.form === "total",
    period,
    groups: groups.map(({ name }) => name.toLowerCase()),
    note: noteOf(counted, unit),
    highestByDay: (from, to, zone) => highestByDaySql(counted, from, to, zone),
    curve: (key, from, to, step) => {
      const group = groupOf(key, groups);
      return group && curveSql(counted, group, from, to, step);
    },
    subjectOf: (key) => {
      const group = groupOf(key, groups)?.map((value) => value ?? "(none)") ?? [];
      const only = filters.flatMap(({ operator, values }) => (operator === "IS" ? values : []));
      return (group.length > 0 ? group : only).join(", ") || null;
    },
    time: timeColumn(counted),
    eventsOf: (key, from, to) => {
      const group = groupOf(key, groups);
      return group && eventsSearch(filters, groups, group, from, to);
    },
    conditions: (key) => {
      const group = groupOf(key, groups);
      return group && [...filters.flatMap((filter) => filterSql(filter) ?? []), ...groupSql(groups, group)];
    },
  };
}

interface Found {
  counted: Counted;
  filters: Filter[];
  label: string;
}

function ofTimes(settings: Record<string, unknown>, timeZone: string, currency: string): Found | null {
  const name = textOf(settings["metricType"]) ?? "";
  const metric = METRICS[name];
  const period = PERIODS[textOf(settings["periodDuration"]) ?? ""];
  const isOfEvents = (textOf(settings["dataSource"]) ?? "SDK") === "SDK";
  if (!metric || !metric.top || !period || !isOfEvents || settings["alertType"] === "RELATIVE_CHANGE") return null;
  const groups = allKnown(oneOrSeveral(settings["groupBy"]).map(dimensionNamed));
  const filters = allKnown(
    filtersOf(settings).map(({ dimension, operator, values }): Filter | null => {
      const known = dimensionNamed(dimension);
      // Providers are kept in small letters.
      return known && { dimension: known, operator, values: known.name === "PROVIDER" ? values.map((value) => value.toLowerCase()) : values };
    }),
  );
  const conditions = filters && allKnown(filters.map(filterSql));
  if (!groups || !filters || !conditions) return null;
  const counted: Counted = {
    form: metric.form,
    top: metric.top,
    bottom: metric.bottom ?? null,
    conditions: [...(metric.only ? [metric.only] : []), ...inCurrency(metric.unit, currency), ...conditions],
    groups,
    period,
    isPercentage: settings["isPercentage"] === true,
    minSamples: typeof settings["minSampleCount"] === "number" ? settings["minSampleCount"] : 0,
    timeZone,
  };
  return { counted, filters, label: metric.label };
}

function ofCalls(settings: Record<string, unknown>, currency: string): Found | null {
  const metric = CALL_METRICS[textOf(settings["metric"]) ?? ""];
  const group = textOf(settings["group_by"]);
  const groups = allKnown(group === null ? [] : [columnNamed(group)]);
  const given: unknown = settings["filters"] ?? {};
  if (!metric || !groups || typeof given !== "object" || given === null) return null;
  const filters = allKnown(
    Object.entries(given).map(([column, value]): Filter | null => {
      const known = columnNamed(column);
      return known && { dimension: known, operator: "IN", values: oneOrSeveral(value) };
    }),
  );
  const conditions = filters && allKnown(filters.map(filterSql));
  if (!filters || !conditions) return null;
  const counted: Counted = {
    form: "total",
    top: metric.top,
    bottom: null,
    conditions: [...inCurrency(metric.unit, currency), ...conditions],
    groups,
    period: CALL,
    isPercentage: false,
    minSamples: 0,
    timeZone: "UTC",
  };
  return { counted, filters, label: metric.label };
}

const inCurrency = (unit: UnitName, currency: string): string[] => (unit === "money" ? [`currency = ${literal(currency)}`] : []);

const allKnown = <T>(all: readonly (T | null)[]): T[] | null => {
  const known = all.filter((one) => one !== null);
  return known.length === all.length ? known : null;
};

function noteOf({ period, groups, minSamples }: Counted, unit: MeasureUnit): string {
  const sentences = [
    ...(period.kind === "rolling"
      ? [`The rule counts the period in ${groups.length > 0 ? 20 : 60} slices: its value may leave out up to one of them.`]
      : []),
    ...(period.kind === "call" ? ["Each point is the highest of its calls."] : []),
    ...(unit.name === "money" ? ["Costs as the rule saw them."] : []),
    ...(minSamples > 1 ? [`Fewer than ${minSamples} events are not judged.`] : []),
  ];
  return sentences.join(" ");
}
