import { useQuery } from "@tanstack/react-query";
import type { Backtest } from "../../api/types";
import { formatCount } from "../../format/number";
import { formatDay } from "../../format/time";
import { useZone } from "../../preferences";
import { Icon } from "../../ui/Icon";
import type { Past } from "./backtest";
import { completeness, uncounted } from "./backtestText";
import type { Draft } from "./drafts";
import { uncountedQuery, uncountedSql } from "./uncountedQuery";

interface Props {
  draft: Draft;
  past: Past;
  backtest: Backtest;
}

/** The last line of a back-test: what was judged, and what could not be counted. */
export function Completeness({ draft, past, backtest }: Props) {
  const zone = useZone();
  const unpriced = useQuery(uncountedQuery(uncountedSql(draft, past))).data;
  const { alerts, alertsOpened } = backtest;
  return (
    <p className="small mid backtest-complete">
      <Icon name="check" />
      <span>
        {completeness(backtest, formatDay(past.from, zone), formatDay(past.to, zone))}
        {alertsOpened > alerts.length && ` The first ${formatCount(alerts.length)} alerts are listed.`}
        {unpriced !== undefined && unpriced !== "0" && ` ${uncounted(unpriced)}`}
      </span>
    </p>
  );
}
