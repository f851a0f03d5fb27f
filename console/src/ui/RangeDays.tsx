import { type FormEvent, useState } from "react";
import type { Days } from "./range";

interface Props {
  days: Days;
  today: string;
  onChoose: (days: Days) => void;
}

/** Two days of one's own. */
export function RangeDays({ days, today, onChoose }: Props) {
  const [from, setFrom] = useState(days.from);
  const [to, setTo] = useState(days.to);
  const usable = from !== "" && to !== "" && from <= to && to <= today;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (usable) onChoose({ from, to });
  };
  return (
    <form className="range-own" onSubmit={submit}>
      <label>
        <span className="small mid">From</span>
        <input type="date" className="input" value={from} max={today} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        <span className="small mid">To</span>
        <input type="date" className="input" value={to} max={today} onChange={(event) => setTo(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={!usable}>
        Show these days
      </button>
    </form>
  );
}
