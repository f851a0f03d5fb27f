import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { alertsQuery, componentsQuery, rulesQuery } from "../../api/queries";
import type { Rule } from "../../api/types";
import { serverMilliseconds } from "../../clock";
import { useShortcuts } from "../../keyboard";
import { TopBar } from "../../shell/TopBar";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { useNarrow } from "../../ui/useNarrow";
import { judging } from "./cost";
import { useDrafts } from "./drafts";
import { NewRule } from "./NewRule";
import { NoRules } from "./NoRules";
import { RuleDetail } from "./RuleDetail";
import { RuleList } from "./RuleList";
import type { RulesSearch } from "./search";
import "../../styles/split.css";
import "./rules.css";
import "./backtest.css";

/** What judges each event, and what it would have said of the past. */
export function RulesPage() {
  const search = useSearch({ from: "/shell/rules" });
  const navigate = useNavigate({ from: "/rules" });
  const narrow = useNarrow();
  const drafts = useDrafts();
  // Back-tests compare with each other only over the very same time.
  const [until] = useState(() => Math.floor(serverMilliseconds() / 1000) * 1000);
  const rules = useQuery(rulesQuery);
  const components = useQuery(componentsQuery);
  const alerts = useQuery(alertsQuery("open")).data ?? [];
  const openOf = (rule: Rule) => alerts.filter(({ ruleId }) => ruleId === rule.id).length;
  const first = rules.data?.find((rule) => openOf(rule) > 0) ?? rules.data?.[0];
  // On a wide page something is always open; on a narrow one the list comes first.
  const id = search.id ?? (narrow ? undefined : first?.id);
  const chosen = rules.data?.find((rule) => rule.id === id);
  const open = (next: string | null, form?: string) =>
    void navigate({ search: next === null ? {} : { id: next, ...(form && { form }) } });
  const change = (part: RulesSearch) =>
    void navigate({ search: (old) => ({ ...old, ...(id && { id }), ...part }), replace: true });
  const move = (step: number) => {
    const all = rules.data ?? [];
    const at = all.findIndex((rule) => rule.id === id);
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) void navigate({ search: { id: next.id }, replace: true });
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    n: () => open("new"),
    Enter: () => id && open(id),
    Escape: () => open(null),
  });
  const sourceOf = (rule: Rule) => components.data?.find((one) => one.id === (rule.component ?? rule.builtin));
  const draftId = search.form ? `new ${search.form}` : "new";
  return (
    <>
      <TopBar title="Rules" about={rules.data && judging(rules.data)} />
      <div className={search.id ? "split split-open rules" : "split rules"}>
        <section className="split-list" aria-label="Rules">
          {rules.error && <ErrorNote error={rules.error} meaning="What is shown may be old." />}
          {rules.isPending && !rules.error && <Skeleton rows={4} height={46} />}
          <RuleList
            rules={rules.data}
            chosen={id}
            form={id === "new" ? search.form : undefined}
            drafts={drafts}
            openOf={openOf}
            onOpen={open}
          />
        </section>
        <section className="split-detail" aria-label="Rule">
          {id === "new" && components.data && (
            <NewRule
              key={draftId}
              components={components.data}
              draft={drafts.get(draftId)}
              draftId={draftId}
              until={until}
              search={search}
              onSearch={change}
              onOpen={open}
            />
          )}
          {chosen && components.data && (
            <RuleDetail
              key={chosen.id}
              rule={chosen}
              component={sourceOf(chosen)}
              kind={sourceOf(chosen)?.manifest.title ?? chosen.builtin ?? "an uploaded rule"}
              components={components.data}
              draft={drafts.get(chosen.id)}
              until={until}
              search={search}
              onSearch={change}
              onOpen={open}
            />
          )}
          {id !== "new" && !chosen && rules.data && <NoRules isNone={rules.data.length === 0} onNew={() => open("new", "spend-limit")} />}
          {components.error && <ErrorNote error={components.error} meaning="Rules cannot be written now." />}
        </section>
      </div>
    </>
  );
}
