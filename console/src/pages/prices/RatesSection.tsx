import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { request } from "../../api/client";
import type { ExchangeRate, Schemas } from "../../api/types";
import { ratesQuery } from "../../api/queries";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";

const NONE = { from: "", to: "", day: "", rate: "" };

/** Exchange rates, and the currency that costs are kept in. */
export function RatesSection({ allowed }: { allowed: boolean }) {
  const client = useQueryClient();
  const rates = useQuery(ratesQuery);
  const [draft, setDraft] = useState(NONE);
  const refresh = () => client.invalidateQueries({ queryKey: ratesQuery.queryKey });
  const set = useMutation({
    mutationFn: () => request<ExchangeRate>("PUT", "/api/v1/prices/rates", { body: draft satisfies Schemas["NewExchangeRate"] }),
    onSuccess: async () => {
      setDraft(NONE);
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: ({ from, to, day }: ExchangeRate) => request<void>("DELETE", `/api/v1/prices/rates/${from}/${to}/${day}`),
    onSuccess: refresh,
  });
  const keep = useMutation({
    mutationFn: (currency: string) =>
      request("PUT", "/api/v1/prices/currency", { body: { currency } satisfies Schemas["BookCurrency"] }),
    onSuccess: async () => {
      await refresh();
      await client.invalidateQueries({ queryKey: ["price-book"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  const items = rates.data?.items ?? [];
  const kept = rates.data?.currency;
  // Another one needs a rate from that of the list.
  const possible = new Set(["USD", ...(kept ? [kept] : []), ...items.filter(({ from }) => from === "USD").map(({ to }) => to)]);
  return (
    <section>
      <div className="section-head">
        <h2>Exchange rates</h2>
        <p className="hide-narrow">
          Amounts in other currencies are converted at the rate of their day, never added as they are
        </p>
      </div>
      <ErrorNote error={rates.error} meaning="What is shown may be old." onRetry={() => void rates.refetch()} />
      {kept && (
        <label className="row mid kept-in">
          Costs are kept in
          <select
            className="input"
            value={kept}
            disabled={!allowed || possible.size === 1 || keep.isPending}
            title={possible.size === 1 ? "Set a rate from USD to another currency first" : undefined}
            onChange={(event) => keep.mutate(event.target.value)}
          >
            {[...possible].map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </select>
          {keep.isSuccess && <span className="small">from now on; re-price the past to bring it along</span>}
        </label>
      )}
      {items.length > 0 && (
        <table className="flush price-table rates">
          <thead>
            <tr>
              <th>One</th>
              <th>is</th>
              <th>from the day</th>
              <th>by</th>
              <th>
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((rate) => (
              <tr key={`${rate.from} ${rate.to} ${rate.day}`}>
                <td>{rate.from}</td>
                <td className="tabular">
                  {rate.rate} {rate.to}
                </td>
                <td className="tabular">{rate.day}</td>
                <td className="mid">{rate.changedBy}</td>
                <td className="number">
                  {allowed && (
                    <button
                      type="button"
                      className="icon-button"
                      aria-label={`Remove the rate of ${rate.from} to ${rate.to} from ${rate.day}`}
                      onClick={() => remove.mutate(rate)}
                    >
                      <Icon name="close" />
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rates.data && items.length === 0 && <p className="mid">None. Everything is in {rates.data.currency} so far.</p>}
      {allowed && (
        <form className="rate-form" onSubmit={submit}>
          {(
            [
              ["from", "One", "EUR"],
              ["rate", "is", "1.0832"],
              ["to", "of", "USD"],
            ] as const
          ).map(([name, label, placeholder]) => (
            <label key={name} className="row small mid">
              {label}
              <input
                className={name === "rate" ? "input number-input" : "input currency-input"}
                required
                maxLength={name === "rate" ? 20 : 3}
                placeholder={placeholder}
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            </label>
          ))}
          <label className="row small mid">
            from
            <input
              className="input"
              type="date"
              required
              value={draft.day}
              onChange={(event) => setDraft({ ...draft, day: event.target.value })}
            />
          </label>
          <button type="submit" className="button button-small" disabled={set.isPending}>
            Set rate
          </button>
        </form>
      )}
      <ErrorNote error={set.error ?? remove.error ?? keep.error} meaning="No rate was changed." />
    </section>
  );
}
