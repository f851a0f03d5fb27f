import { useState } from "react";
import type { Component } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import { Icon } from "../../ui/Icon";
import { BacktestTab } from "./BacktestTab";
import { discardDraft, type Draft, setDraft } from "./drafts";
import { limitSetting } from "./limit";
import { missingText } from "./missing";
import { RuleSettings } from "./RuleSettings";
import { RuleSummary } from "./RuleSummary";
import { newDraft, sourceOf, withSource } from "./newDraft";
import type { RulesSearch } from "./search";
import { refusedSetting, useMakeRule } from "./useSaveRule";

interface Props {
  components: Component[];
  draft: Draft | undefined;
  /** Under which the draft is kept. */
  draftId: string;
  until: number;
  search: RulesSearch;
  onSearch: (part: RulesSearch) => void;
  onOpen: (id: string | null) => void;
}

/** A rule that is being written, with what it would have raised under it. */
export function NewRule({ components, draft, draftId, until, search, onSearch, onOpen }: Props) {
  const [tried, setTried] = useState(false);
  const shown = draft ?? newDraft(search.form, components);
  const component = sourceOf(shown, components);
  const make = useMakeRule(({ id }) => {
    discardDraft(draftId);
    onOpen(id);
  });
  if (!component) return <p className="mid">There is nothing that a rule could be made of.</p>;
  const missing = missingText(component, shown);
  const refused = refusedSetting(make.error);
  const change = (next: Draft) => {
    make.reset();
    setDraft(draftId, next);
  };
  const errorAt = (setting: string) => (refused?.setting === setting ? refused.message : null);
  const nameError = tried && !shown.name.trim() ? "Needed" : errorAt("name");
  const create = (shadow: boolean) => {
    setTried(true);
    if (shown.name.trim() && missing === null) make.mutate({ draft: shown, shadow });
  };
  return (
    <>
      <header className="detail-head">
        <button type="button" className="icon-button detail-back" aria-label="Back to the rules" onClick={() => onOpen(null)}>
          <Icon name="close" />
        </button>
        <div className="grow">
          <h2>New rule</h2>
        </div>
        <span className="row rule-actions">
          <button
            type="button"
            className="button button-quiet"
            onClick={() => {
              discardDraft(draftId);
              onOpen(null);
            }}
          >
            Discard
          </button>
          <button type="button" className="button" disabled={make.isPending} onClick={() => create(true)}>
            Run in shadow
          </button>
          <button type="button" className="button button-primary" disabled={make.isPending} onClick={() => create(false)}>
            Create rule
          </button>
        </span>
      </header>
      <div className="new-rule-fields">
        <FormField label="Name" error={nameError} help="How an alert is signed">
          {(control) => (
            <input
              {...control}
              className="input"
              autoComplete="off"
              maxLength={200}
              value={shown.name}
              onChange={(event) => change({ ...shown, name: event.target.value })}
            />
          )}
        </FormField>
        <FormField label="Made of" help={<RuleSummary documentation={component.manifest.documentation} />}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={component.id}
              onChange={(event) => {
                const next = components.find(({ id }) => id === event.target.value);
                if (next) change(withSource(shown, next));
              }}
            >
              {components.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.manifest.title} {one.manifest.version}
                  {one.builtin ? "" : ", uploaded"}
                </option>
              ))}
            </select>
          )}
        </FormField>
      </div>
      <ErrorNote error={make.error} meaning="No rule was made." />
      <RuleSettings component={component} draft={shown} errorAt={errorAt} onChange={change} />
      <section className="rule-try" aria-label="On the past">
        <BacktestTab
          draft={shown}
          live={null}
          versions={{ draft: "It", live: null }}
          missing={missing}
          until={until}
          search={search}
          onSearch={onSearch}
          onLimit={(limit) => change({ ...shown, settings: { ...shown.settings, [limitSetting(shown.builtin) ?? "limit"]: limit } })}
        />
      </section>
    </>
  );
}
