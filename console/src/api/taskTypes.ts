/** Long work, as it stands. */
export interface Task<Result> {
  id: string;
  kind: string;
  status: "running" | "done" | "failed" | "cancelled";
  progress: { done: number; total: number };
  result: Result | null;
  error: string | null;
}
