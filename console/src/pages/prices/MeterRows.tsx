import { METERS, type MeterRow as Row, row } from "./draft";
import { MeterRow } from "./MeterRow";

interface Props {
  rows: Row[];
  currency: string;
  errorAt: (field: string) => string | null;
  onRows: (rows: Row[]) => void;
  onCurrency: (currency: string) => void;
}

/** So much for so many units, meter by meter. */
export function MeterRows({ rows, currency, errorAt, onRows, onCurrency }: Props) {
  const change = (index: number, part: Partial<Row>) =>
    onRows(rows.map((old, at) => (at === index ? { ...old, ...part } : old)));
  const problems = [errorAt("terms.meters"), errorAt("terms.currency"), ...rows.flatMap((one) => problemsOf(one, errorAt))];
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
            <MeterRow
              key={`row-${index}`}
              row={one}
              onChange={(part) => change(index, part)}
              onRemove={() => onRows(rows.filter((_, at) => at !== index))}
            />
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
      {problems.filter(Boolean).map((problem) => (
        <p key={problem} className="field-error" role="alert">
          {problem}
        </p>
      ))}
      <p className="small dim">Meters that are left out cost what the list says.</p>
    </fieldset>
  );
}

/** Of a meter's own fields, as the server or the form says them. */
function problemsOf({ meter, tiers }: Row, errorAt: Props["errorAt"]): (string | null)[] {
  const of = `terms.meters.${meter}`;
  return [errorAt(`${of}.price`), errorAt(`${of}.tiers`), errorAt(`${of}.tiersBy`), ...tiers.map((_, at) => errorAt(`${of}.tiers.${at}.price`))];
}
