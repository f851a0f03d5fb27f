import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { componentsQuery, rulesQuery } from "../../api/queries";
import type { Rule } from "../../api/types";
import { formatCount } from "../../format/number";
import { TopBar } from "../../shell/TopBar";
import { Empty } from "../../ui/Empty";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Skeleton } from "../../ui/Skeleton";
import { RuleForm } from "./RuleForm";
import { RuleDetail } from "./RuleDetail";
import { RuleItem } from "./RuleItem";
import { UploadRule } from "./UploadRule";
import "../../styles/split.css";
import "./rules.css";

/** What judges each event, and what it would have said of the past. */
export function RulesPage() {
  const { id } = useSearch({ from: "/shell/rules" });
  const navigate = useNavigate({ from: "/rules" });
  const onOpen = (next: string | null) => void navigate({ search: next === null ? {} : { id: next } });
  const rules = useQuery(rulesQuery);
  const components = useQuery(componentsQuery);
  const chosen = rules.data?.find((rule) => rule.id === id);
  const nameOf = (rule: Rule) =>
    components.data?.find((one) => one.id === (rule.component ?? rule.builtin))?.manifest.title ??
    rule.builtin ??
    "uploaded rule";
  const live = rules.data?.filter((rule) => rule.state === "live").length;
  return (
    <>
      <TopBar title="Rules" about={live !== undefined && `${formatCount(live)} live`} />
      <div className={id ? "split split-open" : "split"}>
        <section className="split-list" aria-label="Rules">
          <button type="button" className="button" onClick={() => onOpen("new")}>
            <Icon name="plus" />
            New rule
          </button>
          {rules.error && <ErrorNote error={rules.error} meaning="What is shown may be old." />}
          {rules.isPending && !rules.error && <Skeleton rows={4} height={46} />}
          <ul className="items">
            {rules.data?.map((rule) => (
              <RuleItem key={rule.id} rule={rule} kind={nameOf(rule)} chosen={rule.id === id} onSelect={onOpen} />
            ))}
          </ul>
          {rules.data?.length === 0 && <p className="mid items-none">No rule yet.</p>}
          <UploadRule />
        </section>
        <section className="split-detail" aria-label="Rule">
          {id === "new" && components.data && (
            <RuleForm key="new" rule={null} components={components.data} onSaved={onOpen} onCancel={() => onOpen(null)} />
          )}
          {chosen && components.data && (
            <RuleDetail key={chosen.id} rule={chosen} kind={nameOf(chosen)} components={components.data} onClose={() => onOpen(null)} />
          )}
          {id !== "new" && !chosen && rules.data && (
            <Empty title={rules.data.length === 0 ? "Write the first rule" : "Choose a rule"}>
              A rule judges each event as it arrives, before its sender has the answer: for example, tell me when one call costs
              more than $1.25.
            </Empty>
          )}
          {components.error && <ErrorNote error={components.error} meaning="Rules cannot be written now." />}
        </section>
      </div>
    </>
  );
}
