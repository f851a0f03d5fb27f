import type { ReactNode } from "react";

/** What is not known, or not yet: a dashed edge, the reason on hover and focus. */
export function Unknown({ children, reason }: { children: ReactNode; reason?: string | null }) {
  return (
    <span className="unknown" title={reason ?? undefined}>
      {children}
    </span>
  );
}
