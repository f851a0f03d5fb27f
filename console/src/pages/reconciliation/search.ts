export interface ReconciliationSearch {
  /** What is shown: the comparison unless told. */
  show?: "projects";
  /** `2026-11`; the current month unless told. */
  month?: string;
  /** The cell that is looked at: a day, a provider and a currency. */
  day?: string;
  provider?: string;
  currency?: string;
}

const FORMS: [Exclude<keyof ReconciliationSearch, "show">, RegExp][] = [
  ["month", /^\d{4}-(0[1-9]|1[0-2])$/],
  ["day", /^\d{4}-\d{2}-\d{2}$/],
  ["provider", /^.{1,200}$/],
  ["currency", /^[A-Z]{3}$/],
];

export function readReconciliationSearch(search: Record<string, unknown>): ReconciliationSearch {
  const result: ReconciliationSearch = search.show === "projects" ? { show: "projects" } : {};
  for (const [name, form] of FORMS) {
    const text = search[name];
    if (typeof text === "string" && form.test(text)) result[name] = text;
  }
  return result;
}
