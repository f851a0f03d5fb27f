import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import type { Price } from "../../api/types";
import { pricesQuery } from "../../api/queries";
import { Confirm } from "../../ui/Confirm";
import { TimeText } from "../../ui/TimeText";
import { OverrideTag } from "./OverrideTag";
import { PriceHistory } from "./PriceHistory";
import { priceDays, scopeText, termsText } from "./scopeText";

interface Props {
  price: Price;
  allowed: boolean;
  onOpen: () => void;
}

export function PriceRow({ price, allowed, onOpen }: Props) {
  const [showing, setShowing] = useState(false);
  const [ending, setEnding] = useState(false);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/prices/${encodeURIComponent(price.id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: pricesQuery.queryKey }),
  });
  return (
    <li>
      <div className="price-row">
        <div className="grow">
          <b className="wrap-anywhere">{price.name}</b> <OverrideTag price={price} />
          <p className="small mid wrap-anywhere">
            {scopeText(price.scope)}; {priceDays(price)}
          </p>
        </div>
        <p className="price-terms mid wrap-anywhere">{termsText(price.terms)}</p>
        <p className="small dim price-who" title={price.why ?? undefined}>
          v{price.version} by {price.changedBy}, <TimeText at={price.changedAt} relative />
        </p>
        <button type="button" className="button button-small button-quiet" aria-expanded={showing} onClick={() => setShowing(!showing)}>
          History
        </button>
        {allowed && (
          <div className="row">
            <button type="button" className="button button-small" onClick={onOpen}>
              Change
            </button>
            <button type="button" className="button button-small button-quiet" onClick={() => setEnding(true)}>
              End
            </button>
          </div>
        )}
      </div>
      {showing && <PriceHistory price={price} />}
      {ending && (
        <Confirm
          title={`End ${price.name}?`}
          keep="Keep price"
          act="End price"
          busy={end.isPending}
          error={end.error}
          onKeep={() => setEnding(false)}
          onAct={() => end.mutate()}
        >
          What comes from now on costs what the list or another price says. The past keeps its cost until it is priced anew.
        </Confirm>
      )}
    </li>
  );
}
