import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { priceBookQuery, unpricedQuery } from "../../api/queries";
import { TopBar } from "../../shell/TopBar";
import { Choice } from "../../ui/Choice";
import { BookTab } from "./BookTab";
import { OwnTab } from "./OwnTab";
import { PastTab } from "./PastTab";
import type { PricesSearch, PricesTab } from "./search";
import { UnpricedTab } from "./UnpricedTab";
import { WhatIfTab } from "./WhatIfTab";
import "./prices.css";

const LABELS: { value: PricesTab; label: string }[] = [
  { value: "todo", label: "Unpriced" },
  { value: "own", label: "Own prices" },
  { value: "book", label: "List" },
  { value: "past", label: "Re-price" },
  { value: "what-if", label: "What if" },
];

export function PricesPage() {
  const search = useSearch({ from: "/shell/prices" });
  const navigate = useNavigate({ from: "/prices" });
  const book = useQuery(priceBookQuery("")).data;
  const unpriced = useQuery(unpricedQuery).data?.items.length ?? 0;
  // Who comes without a wish sees what waits for him, or else what he set.
  const tab = search.tab ?? (unpriced > 0 ? "todo" : "own");
  const go = (next: PricesSearch) => void navigate({ search: next });
  const sections = <Choice<PricesTab> label="Section" value={tab} options={LABELS} onChange={(value) => go({ tab: value })} />;
  return (
    <>
      <TopBar title="Prices" about={book && `${book.listVersion}, costs in ${book.currency}`}>
        <div className="hide-narrow">{sections}</div>
      </TopBar>
      <div className="page-scroll">
        <div className="page-body prices">
          <div className="prices-sections">{sections}</div>
          {tab === "todo" && <UnpricedTab onGo={go} />}
          {tab === "own" && <OwnTab search={search} onGo={go} />}
          {tab === "book" && <BookTab q={search.q ?? ""} onGo={go} />}
          {tab === "past" && <PastTab search={search} />}
          {tab === "what-if" && <WhatIfTab />}
        </div>
      </div>
    </>
  );
}
