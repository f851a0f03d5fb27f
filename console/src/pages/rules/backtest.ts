import { queryOptions } from "@tanstack/react-query";
import { ApiError } from "../../api/client";
import { queryClient } from "../../api/queries";
import type { Backtest, Schemas } from "../../api/types";
import type { Draft } from "./drafts";
import { type Progress, runTask } from "./runTask";
import { pruned } from "./schema";
import type { DaysBack } from "./search";

/** What is tried on which time. */
export type Trial = Schemas["NewBacktest"] & { from: string; to: string };

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

export const trialOf = ({ builtin, component, settings }: Pick<Draft, "builtin" | "component" | "settings">, past: Past): Trial => ({
  ...(builtin ? { builtin } : { component }),
  settings: pruned(settings),
  ...past,
});

export const progressKey = (trial: Trial | null) => ["backtest-progress", trial];

const BUSY_TRIES = 10;

/** The past does not change: the same rule over the same time is tried once. */
export const backtestQuery = (trial: Trial) =>
  queryOptions({
    queryKey: ["backtest", trial],
    queryFn: ({ signal }) =>
      runTask<Backtest>("/api/v1/backtest", trial, signal, (progress) =>
        queryClient.setQueryData<Progress>(progressKey(trial), progress),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: (tries, error) => error instanceof ApiError && error.status === 429 && tries < BUSY_TRIES,
    retryDelay: 3_000,
  });
