import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import type { Price } from "../../api/types";
import { pricesQuery } from "../../api/queries";
import { Confirm } from "../../ui/Confirm";
import { TimeText } from "../../ui/TimeText";
import { scopeText, termsText } from "./scopeText";

interface Props {
  price: Price;
  allowed: boolean;
  onOpen: () => void;
}

export function PriceRow({ price, allowed, onOpen }: Props) {
  const [ending, setEnding] = useState(false);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/prices/${encodeURIComponent(price.id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: pricesQuery.queryKey }),
  });
  const since = price.from ? `from ${price.from.slice(0, 10)}` : "always";
  const until = price.to ? ` to ${price.to.slice(0, 10)}` : "";
  return (
    <li>
      <div className="price-row">
        <div className="grow">
          <b className="wrap-anywhere">{price.name}</b>
          <p className="small mid wrap-anywhere">
            {scopeText(price.scope)}; {since}
            {until}
          </p>
        </div>
        <p className="price-terms mid wrap-anywhere">{termsText(price.terms)}</p>
        <p className="small dim price-who" title={price.why ?? undefined}>
          v{price.version} by {price.changedBy}, <TimeText at={price.changedAt} relative />
        </p>
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
