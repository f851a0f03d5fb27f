import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ListedModel, Price } from "../../api/types";
import { priceBookQuery, pricesQuery, sessionQuery } from "../../api/queries";
import { formatMoney } from "../../format/money";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { mayManage } from "../settings/mayManage";
import { meterLabel } from "../transactions/labels";
import { draftOfListed } from "./draft";
import { OwnTags } from "./OwnTags";
import { PriceForm } from "./PriceForm";
import { perText } from "./scopeText";
import type { PricesSearch } from "./search";

const NO_PRICES: Price[] = [];

/** The list that Outlay comes with. */
export function BookTab({ q, onGo }: { q: string; onGo: (next: PricesSearch) => void }) {
  const book = useQuery(priceBookQuery(q));
  const allowed = mayManage(useQuery(sessionQuery).data?.person ?? null);
  const own = useQuery(pricesQuery).data ?? NO_PRICES;
  const [begun, setBegun] = useState<ListedModel | null>(null);
  return (
    <>
      <div className="section-head">
        <h2>List prices</h2>
        <p className="hide-narrow">What providers publish, in US dollars, as of today. {book.data?.listVersion}</p>
      </div>
      <input
        className="input input-large"
        type="search"
        aria-label="Look for a model"
        placeholder="Look for a model: openai 4o"
        value={q}
        onChange={(event) => onGo({ tab: "book", ...(event.target.value && { q: event.target.value }) })}
      />
      <ErrorNote error={book.error} meaning="The list cannot be shown now." onRetry={() => void book.refetch()} />
      {book.isPending && !book.error && <Skeleton rows={12} />}
      {book.data?.items.length === 0 && <p className="mid">No listed model has all of these words in its name.</p>}
      {book.data && book.data.items.length > 0 && (
        <table className="flush price-table">
          <thead>
            <tr>
              <th>Model</th>
              <th>Prices</th>
              <th>
                <span className="visually-hidden">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {book.data.items.map((model) => (
              <tr key={`${model.provider}/${model.model}`}>
                <td>
                  <b className="wrap-anywhere">{model.model}</b> <OwnTags model={model} prices={own} />
                  <p className="small dim">{model.provider}</p>
                </td>
                <td>
                  <Prices model={model} />
                </td>
                <td className="number">
                  {allowed && (
                    <button type="button" className="button button-small" onClick={() => setBegun(model)}>
                      Own price
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {book.data?.more && <p className="small mid">There are more; look for a name.</p>}
      {begun && (
        <PriceForm begin={draftOfListed(begun.provider, begun.model, begun.prices)} onClose={() => setBegun(null)} />
      )}
    </>
  );
}

function Prices({ model }: { model: ListedModel }) {
  if (model.prices.length === 0) return <span className="unknown">no price</span>;
  return (
    <ul className="meter-prices">
      {model.prices.map(({ meter, price, per, tiers }) => (
        <li key={meter}>
          <span className="mid">{meterLabel(meter)}</span>{" "}
          <b className="tabular">{formatMoney(price, "USD", "price")}</b>
          {per !== 1 && <span className="dim"> per {perText(per)}</span>}
          {tiers.map((tier) => (
            <span key={tier.over} className="dim">
              , {formatMoney(tier.price, "USD", "price")} over {perTokens(tier.over)}
            </span>
          ))}
        </li>
      ))}
      {model.variants.length > 0 && <li className="dim small">other prices for {model.variants.join(", ")}</li>}
    </ul>
  );
}

const perTokens = (count: number) => (count % 1000 === 0 ? `${count / 1000}k` : String(count));
