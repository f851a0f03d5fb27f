import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverNow } from "../../../clock";
import { newestEventQuery } from "../../../api/overviewQueries";
import { rulesQuery } from "../../../api/queries";
import { counted } from "../../../format/number";
import { formatDuration, formatTime } from "../../../format/time";
import { useZone } from "../../../preferences";
import { EventSteps } from "../../connections/EventSteps";
import type { Passed } from "../../connections/sendTestEvent";
import { GhostBars } from "./GhostBars";

interface Props {
  /** The test event, whose way was timed. */
  sent: Passed | undefined;
  onDone: () => void;
}

/** Listens until an event arrives, from here or from the reader's own code. */
export function Listener({ sent, onDone }: Props) {
  const zone = useZone();
  const [since] = useState(() => serverNow().toISOString());
  const newest = useQuery(newestEventQuery).data;
  const rules = useQuery(rulesQuery).data;
  const event = sent?.event ?? newest ?? undefined;
  const judges = rules === undefined ? "By your rules" : rules.length === 0 ? "By your rules, none set yet" : `By ${counted(rules.length, "rule")}`;
  return (
    <>
      <div className="sheet first-listener">
        <div className="row between">
          <h3>{event ? "An event arrived" : "Waiting for an event"}</h3>
          <span className="small dim">listening since {formatTime(since, zone)}</span>
        </div>
        <EventSteps
          event={event}
          accepted={sent ? `on disk after ${formatDuration(sent.acceptedAfter)}` : event ? `at ${formatTime(event.receivedAt, zone)}` : ""}
          judged={event ? `${judges.charAt(0).toLowerCase()}${judges.slice(1)}, ${counted(event.alerts.length, "finding")}` : ""}
          readable={sent ? `after ${formatDuration(sent.readableAfter)}` : "here and in SQL"}
          rules={judges}
        />
        {event && (
          <button type="button" className="button first-done" onClick={onDone}>
            Go to the overview
          </button>
        )}
      </div>
      {!event && <GhostBars />}
    </>
  );
}
