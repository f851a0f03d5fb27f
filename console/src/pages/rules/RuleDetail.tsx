import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import { channelsQuery, ruleLogQuery, rulesQuery } from "../../api/queries";
import type { Component, Rule, Schemas } from "../../api/types";
import { counted, formatCount, formatShort } from "../../format/number";
import { Confirm } from "../../ui/Confirm";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Note } from "../../ui/Note";
import { Status } from "../../ui/Status";
import { TimeText } from "../../ui/TimeText";
import { BacktestPanel } from "./BacktestPanel";
import { RuleForm } from "./RuleForm";
import { RULE_STATES } from "./RuleItem";
import { RuleRevisions } from "./RuleRevisions";
import { settingLabel } from "./schema";

interface Props {
  rule: Rule;
  kind: string;
  components: Component[];
  onClose: () => void;
}

export function RuleDetail({ rule, kind, components, onClose }: Props) {
  const [mode, setMode] = useState<"view" | "edit" | "delete">("view");
  const client = useQueryClient();
  const channels = useQuery(channelsQuery).data ?? [];
  const log = useQuery(ruleLogQuery(rule.id)).data ?? [];
  const path = `/api/v1/rules/${encodeURIComponent(rule.id)}`;
  const refresh = () => client.invalidateQueries({ queryKey: rulesQuery.queryKey });
  const toggle = useMutation({
    mutationFn: () => request<Rule>("PATCH", path, { body: { enabled: !rule.enabled } satisfies Schemas["ChangeRule"] }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => request<void>("DELETE", path),
    onSuccess: async () => {
      onClose();
      await refresh();
    },
  });
  const view = () => setMode("view");
  if (mode === "edit") return <RuleForm rule={rule} components={components} onSaved={view} onCancel={view} />;

  const component = components.find((one) => one.id === (rule.component ?? rule.builtin));
  const properties = component?.manifest.settingsSchema.properties ?? {};
  const { shape, word } = RULE_STATES[rule.state];
  const sentTo = channels.filter(({ id }) => rule.channels.includes(id)).map(({ name }) => name);
  return (
    <>
      <header className="detail-head">
        <button type="button" className="icon-button detail-back" aria-label="Back to the rules" onClick={onClose}>
          <Icon name="close" />
        </button>
        <div className="grow">
          <h2 className="row">{rule.name}</h2>
          <p className="mid row">
            <Status shape={shape}>{word}</Status>
            {kind}
            {rule.shadow && <span className="tag">shadow</span>}
          </p>
        </div>
        <span className="row">
          <button type="button" className="button" disabled={toggle.isPending} onClick={() => toggle.mutate()}>
            {rule.enabled ? "Disable" : "Enable"}
          </button>
          <button type="button" className="button" onClick={() => setMode("edit")}>
            Edit
          </button>
          <button type="button" className="button button-quiet" onClick={() => setMode("delete")}>
            Delete
          </button>
        </span>
      </header>
      {rule.reason && rule.state !== "disabled" && (
        <Note tone={shape === "off" ? "bad" : "plain"}>
          <strong>{rule.reason}</strong>
        </Note>
      )}
      <ErrorNote error={toggle.error} meaning="The rule stays as it was." />
      {mode === "delete" && (
        <Confirm
          title={`Delete ${rule.name}?`}
          keep="Keep rule"
          act="Delete rule"
          busy={remove.isPending}
          error={remove.error}
          onKeep={view}
          onAct={() => remove.mutate()}
        >
          It judges nothing more. Its {counted(rule.findings, "finding")} and alerts stay.
        </Confirm>
      )}
      <div className="detail-columns rule-columns">
        <div>
          <h3>Settings</h3>
          <dl className="facts-list">
            {Object.entries(rule.settings).map(([name, value]) => (
              <Setting key={name} label={settingLabel(name, properties[name] ?? {})} value={value} />
            ))}
            <dt>Channels</dt>
            <dd>{sentTo.length > 0 ? sentTo.join(", ") : <span className="dim">none, inbox only</span>}</dd>
            <dt>Findings</dt>
            <dd>{formatCount(rule.findings)}</dd>
            <dt>Traps</dt>
            <dd className={rule.traps === "0" ? undefined : "bad"}>{formatCount(rule.traps)}</dd>
            <dt>Cost</dt>
            <dd>{costOf(rule)}</dd>
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
          <RuleRevisions rule={rule} components={components} />
        </div>
        <div>
          <h3>Back-test</h3>
          <BacktestPanel path={`${path}/backtest`} body={() => ({})} />
          <h3>Log</h3>
          {log.length === 0 ? (
            <p className="mid rule-log-none">The rule has written nothing.</p>
          ) : (
            <ol className="timeline">
              {log.map((line, index) => (
                // Lines of one moment may be equal.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={`${line.at} ${index}`}>
                  <span className="dim">
                    <TimeText at={line.at} />
                  </span>
                  <p className={line.level === "error" ? "mono bad" : "mono"}>{line.message}</p>
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
    </>
  );
}

/** Processor time for a row, on average. */
function costOf({ cost }: Rule): string {
  const [rows, tookUs] = [BigInt(cost.rows), BigInt(cost.tookUs)];
  if (rows === 0n) return "has judged nothing yet";
  const nanos = (tookUs * 1000n) / rows;
  return `${formatCount(nanos)} ns an event, ${formatShort(cost.rows)} events`;
}

function Setting({ label, value }: { label: string; value: unknown }) {
  const text =
    typeof value === "object" && value !== null
      ? Object.entries(value)
          .map(([name, one]) => (Array.isArray(value) ? String(one) : `${name} is ${String(one)}`))
          .join(", ")
      : String(value);
  return (
    <>
      <dt className="clip" title={label}>
        {label}
      </dt>
      <dd className="wrap-anywhere">{text || <span className="dim">none</span>}</dd>
    </>
  );
}
