import { useState } from "react";
import { CoverageCells } from "../../../ui/CoverageCells";
import type { DayState } from "../../../ui/coverageDay";
import { shiftDay, todayUtc } from "../../../ui/range";

const STATES: DayState[] = ["none", ...Array<DayState>(16).fill("covered"), "missing", "missing", "covered", "partial", "pending"];

export function Coverages() {
  const [today] = useState(() => todayUtc());
  const days = STATES.map((state, at) => ({ start: `${shiftDay(today, at - STATES.length + 1)}T00:00:00.000Z`, state }));
  return <CoverageCells days={days} colour="var(--p-openai)" label="22 days: 18 read, 2 missing" />;
}
