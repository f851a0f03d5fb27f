import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import type { Price } from "../../api/types";
import { pricesQuery, unpricedQuery } from "../../api/queries";
import { Choice } from "../../ui/Choice";
import { Drawer } from "../../ui/Drawer";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { bodyOf, type Draft, missing } from "./draft";
import { MeterRows } from "./MeterRows";
import { SavedPrice } from "./SavedPrice";
import { ScopeFields } from "./ScopeFields";

const FORM = "price-form";

interface Props {
  /** The price that is changed; none for a new one. */
  price?: Price;
  begin: Draft;
  /** The day from which the past waits for this price. */
  pastFrom?: string | undefined;
  onClose: () => void;
}

export function PriceForm({ price, begin, pastFrom, onClose }: Props) {
  const [draft, setDraft] = useState(begin);
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      price
        ? request<Price>("PUT", `/api/v1/prices/${encodeURIComponent(price.id)}`, { body: bodyOf(draft) })
        : request<Price>("POST", "/api/v1/prices", { body: bodyOf(draft) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: pricesQuery.queryKey });
      await client.invalidateQueries({ queryKey: unpricedQuery.queryKey });
    },
  });
  const wrong = missing(draft);
  const refused = save.error instanceof ApiError ? save.error : null;
  const errorAt = (field: string) => {
    if (tried && wrong[field]) return wrong[field];
    return refused?.field === field ? refused.message : null;
  };
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length === 0) save.mutate();
  };
  if (save.data) return <SavedPrice price={save.data} pastFrom={pastFrom} onClose={onClose} />;
  return (
    <Drawer
      title={price ? `Change ${price.name}` : "Set a price"}
      subtitle={price ? `Version ${price.version + 1}; earlier ones are kept` : "Counts for what comes from now on"}
      onClose={onClose}
      footer={
        <button type="submit" form={FORM} className="button button-primary" disabled={save.isPending}>
          {price ? `Save version ${price.version + 1}` : "Set price"}
        </button>
      }
    >
      <form id={FORM} onSubmit={submit} noValidate>
        <FormField label="Name" help="For people: the contract, the plan, the tool." error={errorAt("name")}>
          {(control) => (
            <input {...control} className="input" value={draft.name} onChange={(event) => change({ name: event.target.value })} />
          )}
        </FormField>
        <ScopeFields scope={draft.scope} errorAt={errorAt} onChange={(scope) => change({ scope })} />
        <div className="field">
          <span className="field-label">
            <span>What it costs</span>
          </span>
          <Choice
            label="What it costs"
            value={draft.kind}
            options={[
              { value: "prices", label: "Prices" },
              { value: "discount", label: "Discount" },
              { value: "included", label: "Included" },
            ]}
            onChange={(kind) => change({ kind })}
          />
        </div>
        {draft.kind === "prices" && (
          <MeterRows
            rows={draft.meters}
            currency={draft.currency}
            errorAt={errorAt}
            onRows={(meters) => change({ meters })}
            onCurrency={(currency) => change({ currency })}
          />
        )}
        {draft.kind === "discount" && (
          <FormField label="Percent off the list" error={errorAt("terms.percent")}>
            {(control) => (
              <input
                {...control}
                className="input number-input"
                inputMode="decimal"
                value={draft.percent}
                onChange={(event) => change({ percent: event.target.value })}
              />
            )}
          </FormField>
        )}
        {draft.kind !== "prices" && (
          <FormField
            label="Only these meters"
            aside="optional"
            help={draft.kind === "included" ? "A plan or flat rate pays for them. Left empty, for everything." : "Left empty, of everything."}
            error={errorAt("terms.meters")}
          >
            {(control) => (
              <input
                {...control}
                className="input mono"
                placeholder="input_tokens, output_tokens"
                value={draft.only}
                onChange={(event) => change({ only: event.target.value })}
              />
            )}
          </FormField>
        )}
        <div className="field-pair">
          <DayField label="From" value={draft.from} error={errorAt("from")} onChange={(from) => change({ from })} />
          <DayField label="Until" value={draft.to} error={errorAt("to")} onChange={(to) => change({ to })} />
        </div>
        <FormField label="Why" aside="optional" help="Kept with this version, for those who come later.">
          {(control) => (
            <input {...control} className="input" value={draft.why} onChange={(event) => change({ why: event.target.value })} />
          )}
        </FormField>
      </form>
      <ErrorNote error={save.error} meaning="No price was changed." />
    </Drawer>
  );
}

interface DayProps {
  label: string;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}

function DayField({ label, value, error, onChange }: DayProps) {
  return (
    <FormField label={label} aside="optional, UTC" error={error}>
      {(control) => (
        <input {...control} className="input" type="date" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </FormField>
  );
}
