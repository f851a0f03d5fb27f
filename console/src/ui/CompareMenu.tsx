import { Icon } from "./Icon";
import { Popover } from "./Popover";
import { type RangeSearch, comparedDays, daysText, rangeDays } from "./range";

interface Props {
  value: RangeSearch;
  today: string;
  onChange: (value: RangeSearch) => void;
}

/** What the days are compared with: those before them, or nothing. */
export function CompareMenu({ value, today, onChange }: Props) {
  const before = comparedDays({ ...value, against: undefined }, today) ?? rangeDays(value, today);
  const text = daysText(before, today);
  const choices = [
    { value: undefined, label: text },
    { value: "none", label: "Nothing" },
  ] as const;
  return (
    <Popover
      className="button button-quiet"
      title="Compared with"
      label={value.against ? "Compared with nothing" : `Compared with ${text}`}
      button={
        <>
          {value.against ? "not compared" : `vs ${text}`}
          <Icon name="chevronDown" />
        </>
      }
    >
      {(close) => (
        <div className="range-sheet">
          {choices.map((choice) => (
            <button
              key={choice.label}
              type="button"
              className="menu-item"
              aria-pressed={value.against === choice.value}
              onClick={() => {
                onChange({ ...value, against: choice.value });
                close();
              }}
            >
              {choice.label}
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}
