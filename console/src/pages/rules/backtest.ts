import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "../../api/client";
import { queryClient } from "../../api/queries";
import type { Backtest, Schemas } from "../../api/types";
import { type Draft, sameVersion } from "./drafts";
import { type Progress, runTask } from "./runTask";
import { pruned } from "./schema";
import type { DaysBack } from "./search";

/** What is tried on which time. */
export interface Trial {
  path: string;
  body: Schemas["NewBacktest"];
}

export interface Past {
  from: string;
  to: string;
  input: Schemas["Input"];
}

const moment = (at: number): string => new Date(at).toISOString();

/** The days up to a moment. */
export function pastOf(until: number, days: DaysBack, input: "known" | undefined): Past {
  return {
    from: moment(until - Number(days) * 86_400_000),
    to: moment(until),
    input: input === "known" ? "asKnownNow" : "asJudged",
  };
}

/** The version in force is tried as itself: it was woken when the ledger says, and raises again what it raised. */
export function trialOf(draft: Draft, live: Draft | null, past: Past): Trial {
  const { rule, builtin, component, settings } = draft;
  const what = live && sameVersion(draft, live) ? {} : { ...(builtin ? { builtin } : { component }), settings: pruned(settings) };
  return {
    path: rule === null ? "/api/v1/backtest" : `/api/v1/rules/${encodeURIComponent(rule)}/backtest`,
    body: { ...what, ...past },
  };
}

export const progressKey = (trial: Trial | null) => ["backtest-progress", trial];

const BUSY_TRIES = 10;

/** The past does not change: the same rule over the same time is tried once. */
export const backtestQuery = (trial: Trial) =>
  queryOptions({
    queryKey: ["backtest", trial],
    queryFn: ({ signal }) =>
      runTask<Backtest>(trial.path, trial.body, signal, (progress) =>
        queryClient.setQueryData<Progress>(progressKey(trial), progress),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: (tries, error) => error instanceof ApiError && error.status === 429 && tries < BUSY_TRIES,
    retryDelay: 3_000,
  });
