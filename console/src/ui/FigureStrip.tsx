import type { ReactNode } from "react";

/** At most five figures, divided by hairlines. */
export function FigureStrip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section aria-label={label}>
      <dl className="strip">{children}</dl>
    </section>
  );
}
