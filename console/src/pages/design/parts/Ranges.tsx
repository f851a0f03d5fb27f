import { useState } from "react";
import { RangeMenu } from "../../../ui/RangeMenu";
import { type RangeSearch, todayUtc } from "../../../ui/range";

export function Ranges() {
  const [value, setValue] = useState<RangeSearch>({});
  return (
    <div className="design-row">
      <RangeMenu value={value} today={todayUtc()} compares onChange={setValue} />
    </div>
  );
}
