import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { request } from "../../api/client";
import { forecastQuery } from "../../api/overviewQueries";
import { ratesQuery, sessionQuery, settingsQuery } from "../../api/queries";
import type { Schemas, Settings } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { mayManage } from "./mayManage";

/** What a calendar month should come to at most. */
export function BudgetSection() {
  const client = useQueryClient();
  const settings = useQuery(settingsQuery).data;
  const currency = useQuery(ratesQuery).data?.currency;
  const session = useQuery(sessionQuery).data;
  const [typed, setTyped] = useState<string>();
  const change = useMutation({
    mutationFn: (monthlyBudget: string | null) =>
      request<Settings>("PATCH", "/api/v1/settings", { body: { monthlyBudget } satisfies Schemas["SettingsChange"] }),
    onSuccess: async (saved) => {
      client.setQueryData(settingsQuery.queryKey, saved);
      setTyped(undefined);
      await client.invalidateQueries({ queryKey: forecastQuery.queryKey });
    },
  });
  if (!settings) return null;
  const budget = settings.monthlyBudget;
  const text = typed ?? budget ?? "";
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(text.trim() || null);
  };
  return (
    <section id="budget" aria-label="Budget">
      <div className="section-head">
        <h2>Budget</h2>
      </div>
      <form onSubmit={save}>
        <FormField
          label={`A calendar month comes to at most${currency ? `, ${currency}` : ""}`}
          help="The overview sets the forecast beside it. It alerts nobody: a rule from the gallery does. Empty is no budget."
        >
          {(control) => (
            <input
              {...control}
              className="input num"
              inputMode="decimal"
              value={text}
              disabled={!mayManage(session?.person ?? null) || change.isPending}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </FormField>
        <button className="button" disabled={typed === undefined || typed === (budget ?? "") || change.isPending}>
          Save budget
        </button>
      </form>
      <p className="settings-text" role="status">
        {change.isSuccess && (budget ? "Saved." : "Saved. There is no budget.")}
      </p>
      <ErrorNote error={change.error} meaning="Nothing was changed." />
    </section>
  );
}
