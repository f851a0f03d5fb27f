import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import type { Repricing } from "../../api/types";
import { repricingsQuery } from "../../api/queries";
import { isZero, parseDecimal } from "../../format/decimal";
import { formatMoney } from "../../format/money";
import { counted, formatCount } from "../../format/number";
import { Confirm } from "../../ui/Confirm";
import { Status, type StatusShape } from "../../ui/Status";
import { TimeText } from "../../ui/TimeText";
import { scopeText } from "./scopeText";

const SHAPES: Record<Repricing["state"], StatusShape> = { waiting: "wait", running: "wait", done: "on", undone: "none" };

export function RepricingRow({ repricing, allowed }: { repricing: Repricing; allowed: boolean }) {
  const [undoing, setUndoing] = useState(false);
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => request<Repricing>("POST", `/api/v1/prices/repricings/${encodeURIComponent(repricing.id)}/undo`),
    onSuccess: async () => {
      setUndoing(false);
      await client.invalidateQueries({ queryKey: repricingsQuery.queryKey });
    },
  });
  const { state, progress, events, changed } = repricing;
  const isUnderWay = state === "waiting" || state === "running";
  return (
    <li>
      <div className="price-row">
        <div className="grow">
          <b className="wrap-anywhere">{repricing.why}</b>
          <p className="small mid wrap-anywhere">
            {scopeText(repricing.scope)}; by {repricing.who}, <TimeText at={repricing.requestedAt} relative />
            {repricing.undoable && !isUnderWay && ". Can be taken back until the next re-pricing begins"}
          </p>
        </div>
        <p className="price-terms mid">
          {counted(String(changed), "event")} of {formatCount(events)}
          {changed > 0 && `: ${knownText(repricing.costBefore)} → ${knownText(repricing.costAfter)}`}
        </p>
        <Status shape={SHAPES[state]}>{isUnderWay ? `${state}, ${progress}%` : state}</Status>
        {allowed && repricing.undoable && (
          <button type="button" className="button button-small button-quiet" onClick={() => setUndoing(true)}>
            {isUnderWay ? "Give up" : "Take back"}
          </button>
        )}
      </div>
      {undoing && (
        <Confirm
          title="Take this re-pricing back?"
          keep="Keep it"
          act="Take back"
          busy={undo.isPending}
          error={undo.error}
          onKeep={() => setUndoing(false)}
          onAct={() => undo.mutate()}
        >
          Its events cost at once what they cost before. Prices stay as they are.
        </Confirm>
      )}
    </li>
  );
}

/** The sum of what is known: where that is nothing, it may be unknown, and is no zero. */
function knownText(cost: string): string {
  const value = parseDecimal(cost);
  return value && isZero(value) ? "no known cost" : formatMoney(cost);
}
