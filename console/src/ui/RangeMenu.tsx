import { formatDate } from "../format/time";
import { CompareMenu } from "./CompareMenu";
import { Choice } from "./Choice";
import { Icon } from "./Icon";
import { Popover } from "./Popover";
import { type RangeSearch, RANGES, comparedDays, daysText, rangeDays, rangeTitle } from "./range";
import { RangeDays } from "./RangeDays";
import { useNarrow } from "./useNarrow";

interface Props {
  value: RangeSearch;
  /** `2026-11-23`, the day up to which there is something to see. */
  today: string;
  /** Whether the page compares the days with those before them. */
  compares?: boolean;
  onChange: (value: RangeSearch) => void;
}

/** Which days the page is about, and what they are compared with. */
export function RangeMenu({ value, today, compares = false, onChange }: Props) {
  const narrow = useNarrow();
  const days = rangeDays(value, today);
  const title = rangeTitle(value, today);
  const text = daysText(days, today);
  const against = value.against && { against: value.against };
  return (
    <>
      <Popover
        className="button range"
        title="Days"
        label={title ? `Days: ${title}, ${text}` : `Days: ${text}`}
        button={
          <>
            <Icon name="clock" />
            {title ?? text}
            {title && <span className="range-days">{text}</span>}
            <Icon name="chevronDown" />
          </>
        }
      >
        {(close) => (
          <div className="range-sheet">
            {RANGES.map((range) => {
              const search: RangeSearch = { range: range.value };
              return (
                <button
                  key={range.value}
                  type="button"
                  className="menu-item"
                  aria-pressed={!value.from && (value.range ?? "month") === range.value}
                  onClick={() => {
                    onChange({ ...against, ...(range.value !== "month" && search) });
                    close();
                  }}
                >
                  {range.label}
                  <span className="range-days">{daysText(rangeDays(search, today), today)}</span>
                </button>
              );
            })}
            <RangeDays
              days={days}
              today={today}
              onChoose={(chosen) => {
                onChange({ ...against, ...chosen });
                close();
              }}
            />
            {compares && narrow && (
              <div className="range-compare">
                <p className="small mid">Compared with</p>
                <Choice
                  label="Compared with"
                  value={value.against ?? "before"}
                  options={[
                    { value: "before", label: daysText(comparedDays({ ...value, against: undefined }, today) ?? days, today) },
                    { value: "none", label: "Nothing" },
                  ]}
                  onChange={(chosen) => onChange({ ...value, against: chosen === "none" ? chosen : undefined })}
                />
              </div>
            )}
            <p className="small dim range-note">Days begin at midnight UTC, as bills have it. Today is {formatDate(today)}.</p>
          </div>
        )}
      </Popover>
      {compares && !narrow && <CompareMenu value={value} today={today} onChange={onChange} />}
    </>
  );
}
