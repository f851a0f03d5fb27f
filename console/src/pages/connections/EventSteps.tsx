import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { EventDetail } from "../../api/types";
import { formatMoney } from "../../format/money";
import { Icon } from "../../ui/Icon";
import "./eventSteps.css";

interface Props {
  /** None while one is waited for. */
  event: EventDetail | undefined;
  /** How its acceptance, its judgement and its being readable went, once they have. */
  accepted: string;
  judged: string;
  readable: string;
  /** By what an event will be judged. */
  rules?: string;
}

/** The way of an event, from the sender to the reader. */
export function EventSteps({ event, accepted, judged, readable, rules = "By your rules" }: Props) {
  const done = event !== undefined;
  return (
    <ol className="steps" aria-live="polite">
      <Step number={1} done={done} title="Accepted">
        {done ? accepted : "On disk before the answer goes out"}
      </Step>
      <Step number={2} done={done} title="Priced">
        {done ? priceOf(event) : "Each line of its cost explained"}
      </Step>
      <Step number={3} done={done} title="Judged">
        {done ? judged : rules}
      </Step>
      <Step number={4} done={done} title="Readable">
        {done ? (
          <>
            {readable}.{" "}
            <Link className="link" to="/transactions" search={{ range: "all", event: event.eventId }}>
              Open it
            </Link>
          </>
        ) : (
          "In Transactions and in SQL, within a second"
        )}
      </Step>
    </ol>
  );
}

function priceOf({ effectiveCost, currency, model, cost }: EventDetail): string {
  if (effectiveCost !== null) return formatMoney(effectiveCost, currency, "event");
  return `unpriced: ${cost.unpricedSentence ?? `the price book does not know ${model ?? "its model"}`}`;
}

function Step({ number, done, title, children }: { number: number; done: boolean; title: string; children: ReactNode }) {
  return (
    <li data-done={done}>
      <i aria-hidden="true">{done ? <Icon name="check" /> : number}</i>
      <div>
        <b>{title}</b>
        <p className="small mid">{children}</p>
      </div>
    </li>
  );
}
