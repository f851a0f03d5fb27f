import { useMutation, useQuery } from "@tanstack/react-query";
import { request } from "../api/client";
import { taskQuery } from "../api/queries";
import type { Task } from "../api/types";

/** Long work: begun, watched, given up. */
export function useTask<Result>(path: string) {
  const begin = useMutation({ mutationFn: (body: unknown) => request<Task<Result>>("POST", path, { body }) });
  const id = begin.data?.status === "running" ? begin.data.id : null;
  const watched = useQuery({ ...taskQuery<Result>(id ?? ""), enabled: id !== null });
  const task = begin.isPending ? undefined : (watched.data ?? begin.data);
  return {
    begin: begin.mutate,
    task,
    isRunning: begin.isPending || task?.status === "running",
    error: begin.error ?? watched.error ?? (task?.error ? new Error(task.error) : null),
    cancel: () => id && void request("DELETE", `/api/v1/tasks/${encodeURIComponent(id)}`),
  };
}
