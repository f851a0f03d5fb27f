import type { TiersBy } from "../../api/types";
import { Icon } from "../../ui/Icon";
import type { MeterRow } from "./draft";

interface Props {
  row: MeterRow;
  onChange: (part: Partial<MeterRow>) => void;
}

const BY: { value: TiersBy; label: string; meaning: string }[] = [
  { value: "context", label: "the input of the call", meaning: "A call with more input than that costs the other price, for all of it." },
  { value: "volume", label: "the quantity, for all of it", meaning: "Where the quantity is beyond it, all of it costs the other price." },
  { value: "graduated", label: "the quantity, for what is beyond", meaning: "Only what is beyond it costs the other price." },
];

/** Other prices of a meter beyond some quantities, and what decides on them. */
export function TierRows({ row: { meter, tiers, tiersBy }, onChange }: Props) {
  const change = (index: number, part: Partial<MeterRow["tiers"][number]>) =>
    onChange({ tiers: tiers.map((old, at) => (at === index ? { ...old, ...part } : old)) });
  return (
    <div className="tiers">
      <label className="row small mid">
        By
        <select
          className="input"
          aria-label={`What decides on the tier of ${meter}`}
          value={tiersBy}
          onChange={(event) => onChange({ tiersBy: BY.find(({ value }) => value === event.target.value)?.value ?? "context" })}
        >
          {BY.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {tiers.map((tier, index) => (
        // Told apart by their place: two may begin at the same number for a moment.
        <div className="row" key={`tier-${index}`}>
          <span className="small mid">beyond</span>
          <input
            className="input number-input"
            aria-label={`Tier ${index + 1} of ${meter} begins beyond`}
            inputMode="numeric"
            placeholder="200000"
            value={tier.over}
            onChange={(event) => change(index, { over: event.target.value })}
          />
          <span className="small mid">price</span>
          <input
            className="input number-input"
            aria-label={`Price of tier ${index + 1} of ${meter}`}
            inputMode="decimal"
            placeholder="2.50"
            value={tier.price}
            onChange={(event) => change(index, { price: event.target.value })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove tier ${index + 1} of ${meter}`}
            onClick={() => onChange({ tiers: tiers.filter((_, at) => at !== index) })}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <p className="small dim">{BY.find(({ value }) => value === tiersBy)?.meaning}</p>
      <button type="button" className="link small" aria-label={`Add a tier to ${meter}`} onClick={() => onChange({ tiers: [...tiers, { over: "", price: "" }] })}>
        Add a tier
      </button>
    </div>
  );
}
