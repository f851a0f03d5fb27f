import type { Task } from "../api/types";

interface Props {
  task: Task<unknown> | undefined;
  isRunning: boolean;
  onCancel: () => void;
}

export function TaskProgress({ task, isRunning, onCancel }: Props) {
  if (task?.status === "cancelled") return <span className="small mid">Given up. Nothing was changed.</span>;
  if (!isRunning) return null;
  const { done, total } = task?.progress ?? { done: 0, total: 0 };
  return (
    <span className="row small mid" role="status">
      <progress value={total === 0 ? undefined : done} max={total || 1} aria-label="Progress" />
      {total > 0 && `${Math.floor((done * 100) / total)} %`}
      {task && (
        <button type="button" className="link" onClick={onCancel}>
          Give up
        </button>
      )}
    </span>
  );
}
