// Alerts once for each run (`trace_id`) of an agent that costs more than a limit, or makes more calls than a limit:
// an agent in a loop is seen after minutes, not on the invoice.

import { money, readFrame, shown } from "./frame.js";

// Runs that are remembered: the state of a rule must stay under 1 MiB.
const MOST_RUNS = 2000;

let settings;
let runs = new Map(); // by trace, the one that was heard of last at the end: [calls, cost, has fired]

export function describe() {
  return {
    name: "runaway-run",
    version: "0.1.0",
    title: "Runaway run",
    documentation: "Fires once for each run (`trace_id`) that costs more, or makes more calls, than its limit.",
    columns: ["trace_id", "agent", "cost"], // only these are sent
    scope: "keyed",
    wantsTicks: false,
    wantsAmendments: false,
    wantsRecords: false,
    settingsSchema: JSON.stringify({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      additionalProperties: false,
      examples: [{ cost: "5", calls: 200 }], // tried when the rule is uploaded
      properties: {
        cost: { type: ["string", "number"], title: "Cost of a run", description: "In US dollars.", default: "5" },
        calls: { type: "integer", title: "Calls of a run", minimum: 1, default: 200 },
      },
    }),
  };
}

/** Answers with what the rule wants to see: all its columns, rows with a trace. Says no by throwing what is wrong, and where. */
export function configure(text) {
  const { cost = "5", calls = 200, ...others } = JSON.parse(text);
  for (const name in others) throw { message: `there is no setting \`${name}\``, field: `/${name}` };
  settings = { cost: money(cost), calls };
  if (settings.cost === undefined) throw { message: "write the cost as a decimal like 5 or 0.25", field: "/cost" };
  if (!Number.isInteger(calls) || calls < 1) throw { message: "calls must be a whole number from 1", field: "/calls" };
  return { conditions: [{ column: "trace_id", operator: "not-equals", values: [""] }] };
}

export function evaluate(bytes) {
  const frame = readFrame(bytes);
  const [traces, agents, costs] = ["trace_id", "agent", "cost"].map(frame.column);
  const findings = [];
  for (let row = 0; row < frame.rows; row++) {
    const trace = traces(row);
    if (trace === undefined) continue;
    let [calls, cost, hasFired] = runs.get(trace) ?? [0, 0n, false];
    calls += 1;
    cost += costs(row) ?? 0n; // what is unknown cannot be counted
    const isOver = !hasFired && (cost > settings.cost || calls > settings.calls);
    remember(trace, [calls, cost, hasFired || isOver]);
    if (!isOver) continue;

    const [measured, limit] = cost > settings.cost ? [shown(cost, 2), shown(settings.cost, 2)] : [`${calls}`, `${settings.calls}`];
    const of = cost > settings.cost ? `cost $${measured}, over $${limit}` : `made ${measured} calls, over ${limit}`;
    findings.push({
      row,
      state: "firing",
      severity: "warning",
      title: `Run ${trace} of ${agents(row) ?? "an unnamed agent"} ${of}`,
      detail: `It made ${calls} calls for $${shown(cost, 2)} so far.`,
      key: trace,
      value: measured,
      limit,
    });
  }
  return findings;
}

function remember(trace, run) {
  runs.delete(trace);
  runs.set(trace, run);
  if (runs.size > MOST_RUNS) runs.delete(runs.keys().next().value);
}

export function tick() {
  return [];
}

export function snapshot() {
  const state = [...runs].map(([trace, [calls, cost, hasFired]]) => [trace, calls, String(cost), hasFired]);
  return new TextEncoder().encode(JSON.stringify(state));
}

export function restore(state) {
  const saved = JSON.parse(new TextDecoder().decode(state));
  runs = new Map(saved.map(([trace, calls, cost, hasFired]) => [trace, [calls, BigInt(cost), hasFired]]));
}
