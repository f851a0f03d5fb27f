import { Link } from "@tanstack/react-router";
import type { Alert } from "../../api/types";
import { formatFull } from "../../format/time";
import { useZone } from "../../preferences";
import { Icon } from "../../ui/Icon";
import { SeverityMark } from "../../ui/SeverityMark";
import { headline } from "./headline";
import type { Measured } from "./useMeasured";

const ENDED = { open: "", cleared: " Cleared by the rule.", resolved: " Resolved." } as const;

interface Props {
  alert: Alert;
  measured: Measured | null | undefined;
  onBack: () => void;
}

/** What the alert says, since when, and by which rule. */
export function AlertHead({ alert, measured, onBack }: Props) {
  const zone = useZone();
  return (
    <header className="detail-head">
      <button type="button" className="icon-button detail-back" aria-label="Back to the inbox" onClick={onBack}>
        <Icon name="close" />
      </button>
      <div className="grow">
        <h2 className="row">
          <SeverityMark severity={alert.severity} />
          {headline(alert, measured)}
        </h2>
        <p className="mid">
          Opened {formatFull(alert.openedAt, zone)} by{" "}
          <Link className="link" to="/rules" search={{ id: alert.ruleId }}>
            {alert.ruleName}
          </Link>
          .{ENDED[alert.status]}
          {alert.stormId && " It opened in a storm, and was told of together with others."}
        </p>
      </div>
    </header>
  );
}
