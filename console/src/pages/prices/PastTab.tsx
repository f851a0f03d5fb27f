import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { request } from "../../api/client";
import { repricingsQuery, sessionQuery } from "../../api/queries";
import type { Comparison, Repricing, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { mayManage } from "../settings/mayManage";
import { ComparisonView } from "./ComparisonView";
import { HistoryFields, scopeOf } from "./HistoryFields";
import { RepricingRow } from "./RepricingRow";
import type { PricesSearch } from "./search";
import { TaskProgress } from "../../ui/TaskProgress";
import { useTask } from "../../ui/useTask";

const FIELDS: [string, string][] = [
  ["from", "From"],
  ["to", "Until"],
  ["provider", "Provider"],
  ["model", "Model"],
  ["organization", "Organization"],
];

/** The past at the prices of today: look, do, take back. */
export function PastTab({ search }: { search: PricesSearch }) {
  const client = useQueryClient();
  const repricings = useQuery(repricingsQuery);
  const allowed = mayManage(useQuery(sessionQuery).data?.person ?? null);
  const [scope, setScope] = useState<Record<string, string>>({
    ...(search.from && { from: search.from }),
    ...(search.provider && { provider: search.provider }),
    ...(search.model && { model: search.model }),
    ...(search.tool && { tool: search.tool }),
  });
  const [why, setWhy] = useState("");
  const preview = useTask<Comparison>("/api/v1/prices/repricings/preview");
  const begin = useMutation({
    mutationFn: () =>
      request<Repricing>("POST", "/api/v1/prices/repricings", {
        body: { scope: scopeOf(scope), why } satisfies Schemas["NewRepricing"],
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: repricingsQuery.queryKey }),
  });
  const look = () => {
    begin.reset();
    preview.begin({ scope: scopeOf(scope) } satisfies Schemas["PreviewRequest"]);
  };
  // Who comes from what waits to be priced came to see this.
  const lookAtOnce = useEffectEvent(() => {
    if (search.from) look();
  });
  useEffect(() => lookAtOnce(), []);
  const found = preview.task?.status === "done" ? preview.task.result : null;
  const fields = search.tool ? [...FIELDS, ["tool", "Tool"] as [string, string]] : FIELDS;
  return (
    <>
      <div className="section-head">
        <h2>Price the past anew</h2>
        <p className="hide-narrow">At the prices in force now. Nothing counts before all is computed, and it can be taken back</p>
      </div>
      <HistoryFields scope={scope} fields={fields} onChange={setScope} />
      <div className="row">
        <button type="button" className="button" disabled={preview.isRunning} onClick={look}>
          Preview
        </button>
        <TaskProgress task={preview.task} isRunning={preview.isRunning} onCancel={preview.cancel} />
      </div>
      <ErrorNote error={preview.error} meaning="Nothing was changed." />
      {found && <ComparisonView comparison={found} before="Now" after="Re-priced" />}
      {found && found.changed > 0 && allowed && !begin.data && (
        <form
          className="repricing-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (why.trim()) begin.mutate();
          }}
        >
          <FormField label="Why" help="Kept with the re-pricing. What rules said of these events stays.">
            {(control) => (
              <input {...control} className="input" maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />
            )}
          </FormField>
          <button type="submit" className="button button-primary" disabled={begin.isPending || !why.trim()}>
            Re-price these events
          </button>
          <ErrorNote error={begin.error} meaning="Nothing was changed." />
        </form>
      )}
      <div className="section-head">
        <h2>Re-pricings</h2>
      </div>
      <ErrorNote error={repricings.error} meaning="What is shown may be old." onRetry={() => void repricings.refetch()} />
      {repricings.data?.length === 0 && <p className="mid">None yet. Every event has the cost that it came with.</p>}
      <ul className="price-list">
        {repricings.data?.map((repricing) => (
          <RepricingRow key={repricing.id} repricing={repricing} allowed={allowed} />
        ))}
      </ul>
    </>
  );
}
