import { useQuery } from "@tanstack/react-query";
import { pricesQuery, sessionQuery } from "../../api/queries";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Skeleton } from "../../ui/Skeleton";
import { mayManage } from "../settings/mayManage";
import { draftOf } from "./draft";
import { NewPriceForm } from "./NewPriceForm";
import { PriceForm } from "./PriceForm";
import { PriceRow } from "./PriceRow";
import { RatesSection } from "./RatesSection";
import type { PricesSearch } from "./search";

/** What the operator knows better than the list. */
export function OwnTab({ search, onGo }: { search: PricesSearch; onGo: (next: PricesSearch) => void }) {
  const prices = useQuery(pricesQuery);
  const allowed = mayManage(useQuery(sessionQuery).data?.person ?? null);
  const open = search.price ? prices.data?.find(({ id }) => id === search.price) : undefined;
  return (
    <>
      <div className="section-head">
        <h2>Own prices</h2>
        <p className="hide-narrow">Contracts, discounts, plans, tools. They count before the list</p>
        <span className="grow" />
        {allowed && (
          <button type="button" className="button" onClick={() => onGo({ tab: "own", price: "new" })}>
            <Icon name="plus" />
            Set a price
          </button>
        )}
      </div>
      <ErrorNote error={prices.error} meaning="What is shown may be old." onRetry={() => void prices.refetch()} />
      {prices.isPending && !prices.error && <Skeleton rows={3} height={50} />}
      {prices.data?.length === 0 && (
        <Empty title="No price of your own yet">
          Everything costs what the list says. Set a price for a model that the list does not know, for a tool, or where you
          pay something else.
        </Empty>
      )}
      {prices.data && prices.data.length > 0 && (
        <ul className="price-list">
          {prices.data.map((price) => (
            <PriceRow key={price.id} price={price} allowed={allowed} onOpen={() => onGo({ tab: "own", price: price.id })} />
          ))}
        </ul>
      )}
      <RatesSection allowed={allowed} />
      {search.price === "new" && <NewPriceForm search={search} onClose={() => onGo({ tab: "own" })} />}
      {open && <PriceForm key={open.id} price={open} begin={draftOf(open)} onClose={() => onGo({ tab: "own" })} />}
    </>
  );
}
