import { causeOf } from "./cause";
import type { Chosen } from "./chosen";
import { isComparable, itemsOf } from "./compared";
import { DriftChart } from "./DriftChart";
import { Finest } from "./Finest";
import { LikelyCause } from "./LikelyCause";
import { Lines } from "./Lines";

interface Props {
  chosen: Chosen;
  days: readonly string[];
  today: string;
  onChoose: (cell: { day: string; provider: string; currency: string }) => void;
}

/** A provider's day or month: by line, beside its other days, and why bill and meter differ. */
export function Detail({ chosen, days, today, onChoose }: Props) {
  const { row, item, to } = chosen;
  const cause = causeOf(chosen, itemsOf(row).filter((one) => one === item || isComparable(one)), to);
  return (
    <>
      <div className="chosen">
        <Lines chosen={chosen} />
        <DriftChart
          chosen={chosen}
          cause={cause}
          days={days}
          today={today}
          onOpen={(day) => onChoose({ day, provider: row.provider ?? "", currency: row.currency })}
        />
        <LikelyCause chosen={chosen} cause={cause} />
      </div>
      {item && <Finest chosen={chosen} />}
    </>
  );
}
