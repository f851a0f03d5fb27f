import { useState } from "react";
import { ShowSql } from "../../ui/ShowSql";
import { Icon } from "../../ui/Icon";
import { Skeleton } from "../../ui/Skeleton";
import { type Days, rangeDays } from "../../ui/range";
import { Block } from "./Block";
import { ChartGhost } from "./ChartGhost";
import { DimensionChoice } from "./DimensionChoice";
import type { Dimension } from "./dimensions";
import { exportAddress, exportName } from "./exportAddress";
import { grainOf } from "./grain";
import { Legend } from "./Legend";
import { foldRows, inStackOrder } from "./rows";
import type { OverviewSearch } from "./search";
import { SpendChart } from "./SpendChart";
import { spendSql } from "./sql";
import type { Compared } from "./useCompared";
import type { useSpendBy } from "./useSpendBy";
import { TOP, useStack } from "./useStack";

interface Props {
  search: OverviewSearch;
  today: string;
  dimension: Dimension;
  currency: string;
  spend: ReturnType<typeof useSpendBy>;
  compared: Compared;
  onChange: (part: Partial<OverviewSearch>) => void;
}

const CHART_HEIGHT = 288;

/** Spend per day, stacked by what a reader chooses, with its table as the legend. */
export function SpendSection({ search, today, dimension, currency, spend, compared, onChange }: Props) {
  const [pointed, setPointed] = useState<string | null>(null);
  const days = rangeDays(search, today);
  const grain = grainOf(days);
  const stack = useStack(spend.shown, search.only);
  const only = spend.shown?.rows.find(({ key }) => key === search.only) ?? null;
  const fewRows = foldRows(spend.shown?.rows ?? [], TOP);
  const isHidden = only !== null && !fewRows.includes(only);
  const isolate = (key: string) => onChange({ only: key === search.only ? undefined : key });
  const zoom = ({ from, to }: Days) => onChange({ range: undefined, from, to });
  return (
    <section className="overview-spend" id="spend" aria-label="Spend">
      <div>
        <div className="section-head">
          <h2>Spend per {grain}</h2>
          <span className="grow" />
          <DimensionChoice
            value={dimension.value}
            onChange={(value) => onChange({ by: value === "provider" ? undefined : value, only: undefined, all: undefined })}
          />
          <span className="row overview-out">
            <ShowSql sql={spendSql({ days, grain, dimension, currency, only })} />
            <a className="button button-quiet button-small" href={exportAddress(days, dimension, grain, only)} download={exportName(days, dimension)}>
              <Icon name="download" />
              Export
            </a>
          </span>
        </div>
        <Block error={stack.error} onRetry={stack.retry} isOld={stack.isOld || spend.isOld} ghost={<ChartGhost height={CHART_HEIGHT} />}>
          {stack.shown && (
            <SpendChart stack={stack.shown} today={today} only={search.only ?? null} emphasis={pointed} height={CHART_HEIGHT} onRange={zoom} />
          )}
        </Block>
      </div>
      <Block error={spend.error} onRetry={spend.retry} isOld={spend.isOld} ghost={<Skeleton rows={TOP + 1} height={36} />}>
        {spend.shown && (
          <Legend
            spend={spend.shown}
            rows={inStackOrder(search.all || isHidden ? spend.shown.rows : fewRows, spend.shown.dimension)}
            compared={compared}
            today={today}
            only={search.only ?? null}
            onIsolate={isolate}
            onPoint={setPointed}
            onCurrency={(next) => onChange({ currency: next, only: undefined })}
          />
        )}
      </Block>
    </section>
  );
}
