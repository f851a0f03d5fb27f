import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSettled } from "../../ui/useSettled";
import { backtestQuery, progressKey, type Trial } from "./backtest";
import type { Progress } from "./runTask";

const NONE: Trial = { path: "", body: {} };
/** While a setting is still being typed. */
const SETTLES_MILLISECONDS = 500;

/** A back-test that follows what is written. While a new one runs, what came of the one before stays. */
export function useBacktest(wanted: Trial | null) {
  const client = useQueryClient();
  // Compared by what it says: it is made anew with every drawing.
  const text = useSettled(JSON.stringify(wanted), SETTLES_MILLISECONDS);
  const trial = useMemo(() => JSON.parse(text) as Trial | null, [text]);
  const options = backtestQuery(trial ?? NONE);
  const run = useQuery({ ...options, enabled: trial !== null, placeholderData: keepPreviousData });
  const progress = useQuery<Progress>({ queryKey: progressKey(trial), queryFn: () => ({ done: 0, total: 0 }), enabled: false }).data;
  const isBehind = text !== JSON.stringify(wanted);
  return {
    result: trial === null ? undefined : run.data,
    /** What is shown is of other settings. */
    isOld: run.isPlaceholderData || isBehind,
    isRunning: run.isFetching,
    isGivenUp: trial !== null && !run.isFetching && (run.isPending || run.isPlaceholderData) && !run.error,
    progress,
    error: run.error,
    giveUp: () => void client.cancelQueries({ queryKey: options.queryKey }),
    again: () => void run.refetch(),
  };
}

export type BacktestRun = ReturnType<typeof useBacktest>;
