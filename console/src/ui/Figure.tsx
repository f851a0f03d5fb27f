import type { ReactNode } from "react";

interface Props {
  label: ReactNode;
  /** The one that the page is about. */
  lead?: boolean;
  /** One line that says what the number means. */
  meaning?: ReactNode;
  /** The number. */
  children: ReactNode;
}

/** A number with its label and its meaning; stands in a `FigureStrip`. */
export function Figure({ label, lead = false, meaning, children }: Props) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={lead ? "strip-number strip-lead" : "strip-number"}>{children}</dd>
      {meaning && <dd className="strip-meaning">{meaning}</dd>}
    </div>
  );
}
