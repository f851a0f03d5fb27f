import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { Backtest } from "../../api/types";
import { backtestQuery, type Trial } from "./backtest";

/** Several back-tests, one after the other: each result as soon as it is known, undefined until then, null where there is none. */
export function useTrials(trials: Trial[], isWanted: boolean): (Backtest | null | undefined)[] {
  const client = useQueryClient();
  const open = (trial: Trial) => (client.getQueryState(backtestQuery(trial).queryKey)?.status ?? "pending") === "pending";
  const next = isWanted ? trials.findIndex(open) : -1;
  const runs = useQueries({ queries: trials.map((trial, at) => ({ ...backtestQuery(trial), enabled: at === next })) });
  return runs.map(({ data, status }) => data ?? (status === "error" ? null : undefined));
}
