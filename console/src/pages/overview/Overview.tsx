import { useEffect } from "react";
import { preloadChart } from "../../ui/chart/loadEngine";
import { rangeDays } from "../../ui/range";
import { AlertsSection } from "./AlertsSection";
import { Breakdown } from "./Breakdown";
import { ChangesSection } from "./ChangesSection";
import { dimension } from "./dimensions";
import { Figures } from "./Figures";
import { GapsSection } from "./GapsSection";
import type { OverviewSearch } from "./search";
import { SpendSection } from "./SpendSection";
import { useCompared } from "./useCompared";
import { useCurrency } from "./useCurrency";
import { useDays } from "./useDays";
import { useSpendBy } from "./useSpendBy";

interface Props {
  search: OverviewSearch;
  today: string;
  onChange: (part: Partial<OverviewSearch>) => void;
}

/** Whether the month is all right, in five seconds. */
export function Overview({ search, today, onChange }: Props) {
  const days = useDays(rangeDays(search, today));
  const by = dimension(search.by ?? "provider");
  const currency = useCurrency(search.currency);
  const spend = useSpendBy(days, by, currency);
  const compared = useCompared(search, today, by, currency);
  useEffect(preloadChart, []);
  return (
    <>
      <Figures search={search} today={today} currency={currency} spend={spend} compared={compared} />
      <SpendSection search={search} today={today} dimension={by} currency={currency} spend={spend} compared={compared} onChange={onChange} />
      <div className="overview-two">
        <div>
          <ChangesSection period={compared.period} today={today} />
          <AlertsSection />
        </div>
        <GapsSection days={days} today={today} currency={currency} />
      </div>
      <div className="overview-three">
        <Breakdown by="model" days={days} currency={currency} />
        <Breakdown by="organization" days={days} currency={currency} />
        <Breakdown by="agent" days={days} currency={currency} />
      </div>
    </>
  );
}
