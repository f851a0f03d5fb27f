import { meterLabel } from "../transactions/labels";
import { Icon } from "../../ui/Icon";
import { type MeterRow as Row, usualPer } from "./draft";
import { TierRows } from "./TierRows";

interface Props {
  row: Row;
  onChange: (part: Partial<Row>) => void;
  onRemove: () => void;
}

const PER: Record<string, string> = {
  "1000000": "a million",
  "1000": "a thousand",
  "3600": "3,600 (an hour)",
  "60": "60 (a minute)",
  "1": "one",
};

/** So much for so many units of a meter, and otherwise beyond some of them. */
export function MeterRow({ row, onChange, onRemove }: Props) {
  const { meter, price, per, tiers } = row;
  return (
    <>
      <tr>
        <td>
          <input
            className="input mono"
            aria-label="Meter"
            list="known-meters"
            value={meter}
            onChange={(event) => onChange({ meter: event.target.value, per: usualPer(event.target.value) })}
          />
        </td>
        <td>
          <input
            className="input number-input"
            aria-label={`Price of ${meter}`}
            inputMode="decimal"
            placeholder="1.25"
            value={price}
            onChange={(event) => onChange({ price: event.target.value })}
          />
        </td>
        <td>
          <select className="input" aria-label={`For how many ${meter}`} value={per} onChange={(event) => onChange({ per: event.target.value })}>
            {[...new Set([...Object.keys(PER).toSorted((a, b) => Number(b) - Number(a)), per])].map((known) => (
              <option key={known} value={known}>
                {PER[known] ?? known}
              </option>
            ))}
          </select>
        </td>
        <td>
          <button type="button" className="icon-button" aria-label={`Remove ${meter}`} onClick={onRemove}>
            <Icon name="close" />
          </button>
        </td>
      </tr>
      {(tiers.length > 0 || price.trim()) && (
        <tr className="tiers-row">
          <td colSpan={4}>
            {tiers.length > 0 ? (
              <TierRows row={row} onChange={onChange} />
            ) : (
              <button
                type="button"
                className="link small"
                aria-label={`Another price of ${meterLabel(meter).toLowerCase()} beyond a quantity`}
                onClick={() => onChange({ tiers: [{ over: "", price: "" }] })}
              >
                Another price beyond a quantity
              </button>
            )}
          </td>
        </tr>
      )}
    </>
  );
}
