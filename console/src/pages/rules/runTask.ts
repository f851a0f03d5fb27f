import { request } from "../../api/client";
import type { Task } from "../../api/types";

const PAUSE_MILLISECONDS = 400;

export type Progress = Task<unknown>["progress"];

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));

/** Long work from its begin to its result. When nobody waits for it any more, the server is told to give it up. */
export async function runTask<Result>(
  path: string,
  body: unknown,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Result> {
  // Not with the signal: only the answer tells what is to be given up.
  let task = await request<Task<Result>>("POST", path, { body });
  const address = `/api/v1/tasks/${encodeURIComponent(task.id)}`;
  const giveUp = () => void fetch(address, { method: "DELETE", keepalive: true }).catch(() => undefined);
  // A window that is closed cannot wait for anything.
  window.addEventListener("pagehide", giveUp);
  try {
    while (task.status === "running") {
      signal.throwIfAborted();
      onProgress(task.progress);
      await pause();
      task = await request<Task<Result>>("GET", address, { signal });
    }
  } finally {
    window.removeEventListener("pagehide", giveUp);
    if (signal.aborted && task.status === "running") giveUp();
  }
  if (task.status === "done" && task.result !== null) return task.result;
  throw new Error(task.error ?? "The back-test was given up");
}
