import { Choice } from "../../ui/Choice";
import { BacktestResult } from "./BacktestResult";
import { BacktestState } from "./BacktestState";
import { pastOf, trialOf } from "./backtest";
import type { Draft } from "./drafts";
import { Judging } from "./Judging";
import { limitSetting, limitText } from "./limit";
import type { DaysBack, RulesSearch } from "./search";
import { useBacktest } from "./useBacktest";

export interface Versions {
  /** What is tried: `v4`, or `It` for a rule that is not made yet. */
  draft: string;
  /** What it is compared with, if it differs. */
  live: string | null;
}

interface Props {
  draft: Draft;
  /** The version in force; none of a rule that is not made yet. */
  live: Draft | null;
  versions: Versions;
  /** Why it cannot be tried yet. */
  missing: string | null;
  until: number;
  search: RulesSearch;
  onSearch: (part: RulesSearch) => void;
  onLimit: (limit: string) => void;
}

const HELP = {
  judged: "Events as they were when they arrived.",
  known: "Events as they are known today, with corrections and new prices.",
};

/** What a rule would have raised in the last days. */
export function BacktestTab({ draft, live, versions, missing, until, search, onSearch, onLimit }: Props) {
  const days = search.days ?? "30";
  const past = pastOf(until, days, search.input);
  const run = useBacktest(missing === null ? trialOf(draft, live, past) : null);
  const liveRun = useBacktest(live && versions.live ? trialOf(live, live, past) : null);
  return (
    <div className="backtest">
      <div className="row backtest-bar">
        <Choice<DaysBack>
          label="How far back"
          value={days}
          options={[
            { value: "1", label: "24 h" },
            { value: "7", label: "7 days" },
            { value: "30", label: "30 days" },
          ]}
          onChange={(value) => onSearch({ days: value === "30" ? undefined : value })}
        />
        <Choice<"judged" | "known">
          label="Which events"
          value={search.input ?? "judged"}
          options={[
            { value: "judged", label: "As judged" },
            { value: "known", label: "As known now" },
          ]}
          onChange={(value) => onSearch({ input: value === "known" ? value : undefined })}
        />
        <div className="grow">
          {run.isRunning && run.result ? (
            <Judging run={run} past={past} />
          ) : (
            <p className="small dim">{HELP[search.input ?? "judged"]} No alert is raised.</p>
          )}
        </div>
      </div>
      {missing !== null && <p className="mid backtest-none">{missing}</p>}
      <BacktestState run={run} past={past} days={days} />
      {run.result && (
        <BacktestResult
          draft={draft}
          live={live}
          versions={versions}
          past={past}
          days={days}
          run={run}
          liveRun={liveRun}
          onLimit={limitText(draft.builtin, draft.settings) && limitSetting(draft.builtin) ? onLimit : null}
        />
      )}
    </div>
  );
}
