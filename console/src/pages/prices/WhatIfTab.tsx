import { useState } from "react";
import { serverNow } from "../../clock";
import type { Comparison, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { ComparisonView } from "./ComparisonView";
import { HistoryFields, scopeOf } from "./HistoryFields";
import { lastMonth } from "./lastMonth";
import { TaskProgress } from "../../ui/TaskProgress";
import { useTask } from "../../ui/useTask";

const SCOPE: [string, string][] = [
  ["from", "From"],
  ["to", "Until"],
  ["provider", "Provider"],
  ["model", "Model"],
  ["organization", "Organization"],
];

/** The meters of the past at another model, tier or price. */
export function WhatIfTab() {
  const [scope, setScope] = useState<Record<string, string>>(() => lastMonth(serverNow()));
  const [instead, setInstead] = useState({ provider: "", model: "", tier: "", percent: "" });
  const task = useTask<Comparison>("/api/v1/prices/what-if");
  const { percent, ...names } = instead;
  const given = Object.entries(names).filter(([, text]) => text.trim());
  const nothing = given.length === 0 && !percent.trim();
  const ask = () => {
    const terms = { type: "discount", percent: percent.trim() } as const;
    const anything = { model: "*" };
    const prices = percent.trim() ? [{ name: "supposed discount", scope: anything, terms }] : [];
    const others = Object.fromEntries(given.map(([name, text]) => [name, text.trim()]));
    task.begin({ scope: scopeOf(scope), ...others, prices } satisfies Schemas["WhatIf"]);
  };
  const found = task.task?.status === "done" ? task.task.result : null;
  const change = (part: Partial<typeof instead>) => setInstead((old) => ({ ...old, ...part }));
  return (
    <>
      <div className="section-head">
        <h2>What if</h2>
        <p className="hide-narrow">What was counted, at another model, tier or price. Nothing changes</p>
      </div>
      <h3 className="what-if-head">These events</h3>
      <HistoryFields scope={scope} fields={SCOPE} onChange={setScope} />
      <h3 className="what-if-head">had instead</h3>
      <div className="history-fields">
        {(
          [
            ["provider", "Provider", "as it was"],
            ["model", "Model", "as it was"],
          ] as const
        ).map(([name, label, placeholder]) => (
          <FormField key={name} label={label}>
            {(control) => (
              <input
                {...control}
                className="input"
                autoComplete="off"
                placeholder={placeholder}
                value={instead[name]}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            )}
          </FormField>
        ))}
        <FormField label="Tier">
          {(control) => (
            <select {...control} className="input" value={instead.tier} onChange={(event) => change({ tier: event.target.value })}>
              <option value="">as it was</option>
              {["standard", "batch", "flex", "priority"].map((tier) => (
                <option key={tier}>{tier}</option>
              ))}
            </select>
          )}
        </FormField>
        <FormField label="Percent off the list">
          {(control) => (
            <input
              {...control}
              className="input number-input"
              inputMode="decimal"
              placeholder="as it was"
              value={percent}
              onChange={(event) => change({ percent: event.target.value })}
            />
          )}
        </FormField>
      </div>
      <div className="row">
        <button type="button" className="button button-primary" disabled={task.isRunning || nothing} onClick={ask}>
          Compute
        </button>
        <TaskProgress task={task.task} isRunning={task.isRunning} onCancel={task.cancel} />
      </div>
      <ErrorNote error={task.error} />
      {found && found.events === 0 && <p className="mid comparison">No event was in that time.</p>}
      {found && found.events > 0 && <ComparisonView comparison={found} before="At prices in force" after="What if" />}
      <p className="small dim">What senders reported of the cost counts on neither side: both are computed by the price book.</p>
    </>
  );
}
