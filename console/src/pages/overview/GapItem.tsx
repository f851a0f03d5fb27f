import { Link } from "@tanstack/react-router";
import type { Days } from "../../ui/range";
import { dimension } from "./dimensions";
import { eventsLink } from "./eventsLink";
import type { Action, Gap } from "./gaps";

/** One thing that is not known, its shape, and the next step. */
export function GapItem({ gap, days }: { gap: Gap; days: Days }) {
  return (
    <li>
      <span className={`status status-${gap.shape}`} aria-hidden="true">
        <i />
      </span>
      <div className="grow">
        <b>{gap.title}</b>
        <p>{gap.detail}</p>
      </div>
      <ActionLink action={gap.action} days={days} />
    </li>
  );
}

function ActionLink({ action, days }: { action: Action; days: Days }) {
  if (action.to === "prices") {
    const about = { provider: action.provider ?? undefined, model: action.model ?? undefined, tool: action.tool ?? undefined };
    return (
      <Link className="link" to="/prices" search={{ tab: "own", price: "new", ...about }}>
        {action.label}
      </Link>
    );
  }
  if (action.to === "connections") {
    return (
      <Link className="link" to="/connections" search={{ connect: action.connect, detail: action.detail }}>
        {action.label}
      </Link>
    );
  }
  const row = action.provider === null ? null : { kind: "value" as const, value: action.provider };
  return (
    <Link className="link" {...eventsLink(days, dimension("provider"), row)}>
      {action.label}
    </Link>
  );
}
