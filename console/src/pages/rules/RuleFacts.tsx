import type { Component, Rule } from "../../api/types";
import { formatCount, formatShort } from "../../format/number";
import { TimeText } from "../../ui/TimeText";
import { eachTook } from "./cost";

/** What the server knows of a rule. */
export function RuleFacts({ rule, component }: { rule: Rule; component: Component | undefined }) {
  const took = eachTook([rule]);
  return (
    <dl className="facts-list">
      {component && (
        <>
          <dt>Made of</dt>
          <dd>
            {component.manifest.title} {component.manifest.version}, {component.builtin ? "built in" : "uploaded"}
          </dd>
        </>
      )}
      <dt>Findings</dt>
      <dd>{formatCount(rule.findings)}</dd>
      <dt>Traps</dt>
      <dd className={rule.traps === "0" ? undefined : "bad"}>{formatCount(rule.traps)}</dd>
      <dt>Time</dt>
      <dd>{took ? `${took} an event, on average of ${formatShort(rule.cost.rows)}` : "has judged nothing since the server started"}</dd>
      <dt>Memory</dt>
      <dd>
        {formatShort(rule.cost.memory)}B of {rule.memoryMib} MiB
      </dd>
      {rule.lastError && (
        <>
          <dt>Last error</dt>
          <dd className="wrap-anywhere">
            {rule.lastError.message}{" "}
            <span className="dim">
              <TimeText at={rule.lastError.at} />
            </span>
          </dd>
        </>
      )}
      <dt>Created</dt>
      <dd>
        <TimeText at={rule.createdAt} />
      </dd>
    </dl>
  );
}
