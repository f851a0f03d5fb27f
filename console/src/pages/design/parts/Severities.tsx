import { SeverityMark } from "../../../ui/SeverityMark";

const ALL = ["critical", "warning", "info"] as const;

export function Severities() {
  return (
    <div className="design-row">
      {ALL.map((severity) => (
        <span key={severity} className="row">
          <SeverityMark severity={severity} />
          {severity}
        </span>
      ))}
    </div>
  );
}
