import { Icon } from "../../ui/Icon";
import { METERS, type MeterRow, row, usualPer } from "./draft";

interface Props {
  rows: MeterRow[];
  currency: string;
  errorAt: (field: string) => string | null;
  onRows: (rows: MeterRow[]) => void;
  onCurrency: (currency: string) => void;
}

/** So much for so many units, meter by meter. */
export function MeterRows({ rows, currency, errorAt, onRows, onCurrency }: Props) {
  const change = (index: number, part: Partial<MeterRow>) =>
    onRows(rows.map((old, at) => (at === index ? { ...old, ...part } : old)));
  const problems = [errorAt("terms.meters"), errorAt("terms.currency"), ...rows.map((one) => errorAt(`terms.meters.${one.meter}.price`))];
  return (
    <fieldset className="meter-rows">
      <legend className="visually-hidden">Prices of meters</legend>
      <table className="flush">
        <thead>
          <tr>
            <th>Meter</th>
            <th>Price</th>
            <th>For</th>
            <th>
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one, index) => (
            // Rows are told apart by their place: two may have the same meter for a moment.
            <tr key={`row-${index}`}>
              <td>
                <input
                  className="input mono"
                  aria-label="Meter"
                  list="known-meters"
                  value={one.meter}
                  onChange={(event) => change(index, { meter: event.target.value, per: usualPer(event.target.value) })}
                />
              </td>
              <td>
                <input
                  className="input number-input"
                  aria-label={`Price of ${one.meter}`}
                  inputMode="decimal"
                  placeholder="1.25"
                  value={one.price}
                  onChange={(event) => change(index, { price: event.target.value })}
                />
              </td>
              <td>
                <select
                  className="input"
                  aria-label={`For how many ${one.meter}`}
                  value={one.per}
                  onChange={(event) => change(index, { per: event.target.value })}
                >
                  {[...new Set(["1000000", "1000", "3600", "60", "1", one.per])].map((per) => (
                    <option key={per} value={per}>
                      {PER[per] ?? per}
                    </option>
                  ))}
                </select>
              </td>
              <td>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Remove ${one.meter}`}
                  onClick={() => onRows(rows.filter((_, at) => at !== index))}
                >
                  <Icon name="close" />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <datalist id="known-meters">
        {METERS.map((meter) => (
          <option key={meter} value={meter} />
        ))}
      </datalist>
      <div className="row between">
        <button type="button" className="link" onClick={() => onRows([...rows, row("")])}>
          Add a meter
        </button>
        <label className="row small mid">
          Currency
          <input
            className="input currency-input"
            maxLength={3}
            value={currency}
            onChange={(event) => onCurrency(event.target.value)}
          />
        </label>
      </div>
      {rows.some((one) => one.tiers.length > 0) && <p className="small mid">Tiers are kept as they are; the API changes them.</p>}
      {problems.filter(Boolean).map((problem) => (
        <p key={problem} className="field-error" role="alert">
          {problem}
        </p>
      ))}
      <p className="small dim">Meters that are left out cost what the list says.</p>
    </fieldset>
  );
}

const PER: Record<string, string> = {
  "1000000": "a million",
  "1000": "a thousand",
  "3600": "3,600 (an hour)",
  "60": "60 (a minute)",
  "1": "one",
};
