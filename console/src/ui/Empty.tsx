import type { ReactNode } from "react";

/** What will be here, why it is not, one action. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <div className="mid">{children}</div>
      {action && <div className="empty-action">{action}</div>}
    </div>
  );
}
