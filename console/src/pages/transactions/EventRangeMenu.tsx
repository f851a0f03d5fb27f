import { useZone } from "../../preferences";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { RangeDays } from "../../ui/RangeDays";
import { rangeDays, todayUtc } from "../../ui/range";
import { DEFAULT_RANGE, EVENT_RANGES, type EventRange, eventRangeText, momentsOf } from "./eventRange";

interface Props {
  value: EventRange;
  onChange: (value: EventRange) => void;
}

/** Which times the list is about. Beside the days that all pages share, hours that move with the clock. */
export function EventRangeMenu({ value, onChange }: Props) {
  const zone = useZone();
  const today = todayUtc();
  const text = eventRangeText(value, zone);
  const { from = `${rangeDays({ range: "7d" }, today).from}T`, to } = momentsOf(value);
  return (
    <Popover
      className="button range"
      title="Times"
      label={`Times: ${text}`}
      button={
        <>
          <Icon name="clock" />
          {text}
          <Icon name="chevronDown" />
        </>
      }
    >
      {(close) => (
        <div className="range-sheet">
          {EVENT_RANGES.map((range) => (
            <button
              key={range.value}
              type="button"
              className="menu-item"
              aria-pressed={!value.from && !value.to && (value.range ?? DEFAULT_RANGE) === range.value}
              onClick={() => {
                onChange(range.value === DEFAULT_RANGE ? {} : { range: range.value });
                close();
              }}
            >
              {range.label}
            </button>
          ))}
          <RangeDays
            days={{ from: from.slice(0, 10), to: to && to.slice(0, 10) < today ? to.slice(0, 10) : today }}
            today={today}
            onChoose={(days) => {
              onChange(days);
              close();
            }}
          />
          <p className="small dim range-note">Days begin at midnight UTC, as bills have it.</p>
        </div>
      )}
    </Popover>
  );
}
