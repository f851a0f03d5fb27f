import { useQuery } from "@tanstack/react-query";
import { forecastQuery, type SpendNow, spendNowQuery } from "../../api/overviewQueries";
import { statusQuery } from "../../api/queries";
import { useZone } from "../../preferences";
import { FigureStrip } from "../../ui/FigureStrip";
import { rangeDays, type RangeSearch, rangeTitle } from "../../ui/range";
import { FigureState } from "./FigureState";
import { ForecastFigure, forecastLabel } from "./ForecastFigure";
import { spentLabel } from "./labels";
import { LastHourFigure } from "./LastHourFigure";
import { SpentFigure } from "./SpentFigure";
import { TodayFigure } from "./TodayFigure";
import type { Compared } from "./useCompared";
import type { useSpendBy } from "./useSpendBy";

interface Props {
  search: RangeSearch;
  today: string;
  currency: string;
  spend: ReturnType<typeof useSpendBy>;
  compared: Compared;
}

/** What is spent, where the month will end, what today and this hour cost. */
export function Figures({ search, today, currency, spend, compared }: Props) {
  const zone = useZone();
  const now = useQuery(spendNowQuery);
  const forecast = useQuery(forecastQuery);
  const status = useQuery(statusQuery).data;
  const title = rangeTitle(search, today);
  const mine = now.data && (now.data.items.find((item) => item.currency === currency) ?? nothingNow(currency, today));
  return (
    <FigureStrip label="In short">
      {spend.shown ? (
        <SpentFigure spend={spend.shown} compared={compared} title={title} today={today} />
      ) : (
        <FigureState label={spentLabel(title, rangeDays(search, today), today)} lead error={spend.error} onRetry={spend.retry} />
      )}
      {forecast.data ? (
        <ForecastFigure forecast={forecast.data} />
      ) : (
        <FigureState label={forecastLabel(today.slice(0, 7))} error={forecast.error} onRetry={() => void forecast.refetch()} />
      )}
      {now.data && mine ? (
        <TodayFigure now={mine} asOf={now.data.asOf} zone={zone} />
      ) : (
        <FigureState label="Today" error={now.error} onRetry={() => void now.refetch()} />
      )}
      {now.data && mine ? (
        <LastHourFigure now={mine} eventsPerSecond={status?.eventsPerSecond ?? null} />
      ) : (
        <FigureState label="Last hour" error={now.error} onRetry={() => void now.refetch()} />
      )}
    </FigureStrip>
  );
}

/** Nothing was metered today in this currency. */
function nothingNow(currency: string, day: string): SpendNow["items"][number] {
  const nothing = { amount: "0", events: "0", unpricedEvents: "0" };
  return { currency, today: { day, ...nothing, usual: null, usualOf: 0 }, lastHour: nothing };
}
