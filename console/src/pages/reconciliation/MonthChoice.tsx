import { Icon } from "../../ui/Icon";
import { later, monthLabel } from "./month";

interface Props {
  month: string;
  /** Nothing is later. */
  current: string;
  onChange: (month: string) => void;
}

/** A month and those beside it. */
export function MonthChoice({ month, current, onChange }: Props) {
  return (
    <span className="row month">
      <button type="button" className="icon-button" aria-label="The month before" onClick={() => onChange(later(month, -1))}>
        <Icon name="chevronRight" />
      </button>
      <span aria-live="polite">{monthLabel(month)}</span>
      <button type="button" className="icon-button" aria-label="The month after" disabled={month >= current} onClick={() => onChange(later(month, 1))}>
        <Icon name="chevronRight" />
      </button>
    </span>
  );
}
