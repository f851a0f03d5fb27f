import { formatDay } from "../format/time";
import type { Day } from "./coverageDay";

interface Props {
  days: readonly Day[];
  /** Of what was read, in CSS. */
  colour: string;
  /** The same in words. */
  label: string;
}

const WORDS = {
  covered: "read",
  partial: "not complete yet",
  missing: "missing",
  pending: "after the first sync",
  none: "before the first day that was read",
} as const;

/** One cell a day, newest at the right. */
export function CoverageCells({ days, colour, label }: Props) {
  return (
    <div className="coverage-cells" role="img" aria-label={label}>
      {days.map(({ start, state }) => (
        <i
          key={start}
          data-state={state}
          title={`${formatDay(start, "UTC")}: ${WORDS[state]}`}
          style={state === "covered" ? { background: colour } : undefined}
        />
      ))}
    </div>
  );
}
