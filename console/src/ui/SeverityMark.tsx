import type { Severity } from "../api/types";

/** Diamond critical, triangle warning, dot info: the shape first. */
export function SeverityMark({ severity, label = severity }: { severity: Severity; label?: string }) {
  return (
    <span className={`severity severity-${severity}`} role="img" aria-label={label} title={label}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {severity === "critical" && <path d="M8 1.5 14.5 8 8 14.5 1.5 8z" />}
        {severity === "warning" && <path d="M8 2 14.5 13.5h-13z" />}
        {severity === "info" && <circle cx="8" cy="8" r="4.5" />}
      </svg>
    </span>
  );
}
