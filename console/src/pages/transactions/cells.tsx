import type { MeteredEvent } from "../../api/types";
import { formatMoney } from "../../format/money";
import { counted, formatCount, shortenId } from "../../format/number";
import { formatDuration } from "../../format/time";
import { providerLook } from "../../provider";
import { Unknown } from "../../ui/Unknown";
import { unpricedSentence } from "./unpriced";
import { allInput } from "./tokens";

interface Props {
  event: MeteredEvent;
}

const dash = <span className="dim">–</span>;

export function ModelCell({ event }: Props) {
  const name = event.model ?? event.operation ?? event.kind;
  return (
    <span className="row">
      <span
        className="swatch"
        style={{ background: providerLook(event.provider).colour }}
        role="img"
        aria-label={event.provider ?? "unknown provider"}
      />
      <span className="clip" title={name}>
        {name}
      </span>
      {event.status === "voided" && <span className="tag">voided</span>}
    </span>
  );
}

/** Tokens, or what the call counts instead of them. */
export function InputCell({ event }: Props) {
  const tokens = allInput(event);
  if (tokens !== null) return tokens === "0" ? <span className="dim">0</span> : formatCount(tokens);
  if (event.images !== null) return <span className="mid">{counted(event.images, "image")}</span>;
  if (event.seconds !== null) return <span className="mid">{formatCount(event.seconds)} s</span>;
  if (event.characters !== null) return <span className="mid">{formatCount(event.characters)} ch</span>;
  return dash;
}

export function OutputCell({ event }: Props) {
  if (event.errorCode !== null) {
    return (
      <span className="bad" title={`The provider refused the call with ${event.errorCode}`}>
        {event.errorCode}
      </span>
    );
  }
  return <CountCell value={event.outputTokens} />;
}

export function TextCell({ value }: { value: string | null }) {
  return value === null ? dash : <span title={value.length > 12 ? value : undefined}>{value}</span>;
}

export function CountCell({ value }: { value: number | string | bigint | null }) {
  if (value === null) return dash;
  return String(value) === "0" ? <span className="dim">0</span> : formatCount(value);
}

export function DurationCell({ milliseconds }: { milliseconds: number | null }) {
  return milliseconds === null ? dash : formatDuration(milliseconds);
}

export function IdCell({ id }: { id: string | null }) {
  if (id === null) return dash;
  return (
    <span className="mono" title={id}>
      {shortenId(id)}
    </span>
  );
}

/** What the sender reported, or the price book computed: not known is no reason for concern here. */
export function MoneyCell({ amount, currency }: { amount: string | null; currency: string }) {
  return amount === null ? dash : formatMoney(amount, currency, "event");
}

export function CostCell({ event }: Props) {
  if (event.effectiveCost === null) return <Unknown reason={unpricedSentence(event.unpricedReason)}>unpriced</Unknown>;
  const text = formatMoney(event.effectiveCost, event.currency, "event");
  if (event.status === "voided") {
    return (
      <span className="dim" title="Voided: it costs nothing">
        {text}
      </span>
    );
  }
  return /[1-9]/.test(event.effectiveCost) ? text : <span className="dim">{text}</span>;
}
