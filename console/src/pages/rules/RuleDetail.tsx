import { useState } from "react";
import type { Component, Rule } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { BacktestTab } from "./BacktestTab";
import { DeleteRule } from "./DeleteRule";
import { difference, discardDraft, type Draft, draftOf, nextVersion, setDraft, version } from "./drafts";
import { limitSetting } from "./limit";
import { missingText } from "./missing";
import { RenameRule } from "./RenameRule";
import { RuleHead } from "./RuleHead";
import { RuleMenu } from "./RuleMenu";
import { RuleSettings } from "./RuleSettings";
import { RuleTabs } from "./RuleTabs";
import { pruned } from "./schema";
import type { RulesSearch } from "./search";
import { ShadowCopy } from "./ShadowCopy";
import { refusedSetting, useChangeRule } from "./useSaveRule";

interface Props {
  rule: Rule;
  component: Component | undefined;
  kind: string;
  components: Component[];
  draft: Draft | undefined;
  until: number;
  search: RulesSearch;
  onSearch: (part: RulesSearch) => void;
  onOpen: (id: string | null) => void;
}

/** A rule: what it says, what it would have raised, what it raised, what it was. */
export function RuleDetail({ rule, component, kind, components, draft, until, search, onSearch, onOpen }: Props) {
  const [mode, setMode] = useState<"view" | "rename" | "delete" | "shadow">("view");
  const toggle = useChangeRule(rule.id);
  const publish = useChangeRule(rule.id, () => discardDraft(rule.id));
  const live = draftOf(rule);
  const shown = draft ?? live;
  const differs = difference(shown, rule);
  const refused = refusedSetting(publish.error);
  const missing = component ? missingText(component, shown) : "What this rule is made of is gone.";
  const view = () => setMode("view");
  const change = (next: Draft) => {
    publish.reset();
    if (difference(next, rule) === "none") discardDraft(rule.id);
    else setDraft(rule.id, next);
  };
  const send = (shadow: boolean) =>
    publish.mutate({ settings: pruned(shown.settings), channels: shown.channels, ...(differs === "version" && { shadow }) });
  const isLive = rule.enabled && !rule.shadow;
  const next = nextVersion(rule);
  return (
    <>
      <RuleHead rule={rule} kind={kind} draft={differs} onBack={() => onOpen(null)}>
        {differs !== "none" && (
          <button type="button" className="button button-quiet" onClick={() => discardDraft(rule.id)}>
            Discard
          </button>
        )}
        {differs === "version" && (
          <button
            type="button"
            className="button"
            disabled={missing !== null || publish.isPending}
            onClick={() => (isLive ? setMode("shadow") : send(true))}
          >
            Run in shadow
          </button>
        )}
        {differs !== "none" && (
          <button type="button" className="button button-primary" disabled={missing !== null || publish.isPending} onClick={() => send(false)}>
            {differs === "version" ? `Publish ${next}` : "Save channels"}
          </button>
        )}
        {differs === "none" && rule.shadow && (
          <button type="button" className="button" disabled={toggle.isPending} onClick={() => toggle.mutate({ shadow: false })}>
            Let it raise alerts
          </button>
        )}
        <RuleMenu
          enabled={rule.enabled}
          shadow={rule.shadow}
          onRename={() => setMode("rename")}
          onEnable={(enabled) => toggle.mutate({ enabled })}
          onShadow={(shadow) => toggle.mutate({ shadow })}
          onDelete={() => setMode("delete")}
        />
      </RuleHead>
      {rule.reason && rule.state !== "disabled" && (
        <Note tone={rule.state === "starting" ? "plain" : "bad"}>
          <strong>{rule.reason}</strong>
        </Note>
      )}
      <ErrorNote error={toggle.error ?? publish.error} meaning="The rule stays as it was." />
      {mode === "rename" && <RenameRule id={rule.id} name={rule.name} onDone={view} />}
      {mode === "delete" && <DeleteRule rule={rule} onKeep={view} onDeleted={() => onOpen(null)} />}
      {mode === "shadow" && <ShadowCopy rule={rule} draft={shown} onKeep={view} onMade={onOpen} />}
      {component && (
        <RuleSettings
          component={component}
          draft={shown}
          errorAt={(setting) => (refused?.setting === setting ? refused.message : null)}
          onChange={change}
        />
      )}
      <RuleTabs
        rule={rule}
        component={component}
        components={components}
        search={search}
        onSearch={onSearch}
        backtest={
          <BacktestTab
            draft={shown}
            live={live}
            versions={{ draft: differs === "version" ? next : version(rule), live: differs === "version" ? version(rule) : null }}
            missing={missing}
            until={until}
            search={search}
            onSearch={onSearch}
            onLimit={(limit) => change({ ...shown, settings: { ...shown.settings, [limitSetting(shown.builtin) ?? "limit"]: limit } })}
          />
        }
      />
    </>
  );
}
