import { type ReactNode, useId } from "react";
import type { Component, Rule } from "../../api/types";
import { Tabs } from "../../ui/Tabs";
import { AboutTab } from "./AboutTab";
import { FindingsTab } from "./FindingsTab";
import { LogTab } from "./LogTab";
import type { RulesSearch, RuleTab } from "./search";
import { VersionsTab } from "./VersionsTab";

interface Props {
  rule: Rule;
  component: Component | undefined;
  components: Component[];
  search: RulesSearch;
  onSearch: (part: RulesSearch) => void;
  backtest: ReactNode;
}

const LABELS: { value: RuleTab; label: string }[] = [
  { value: "backtest", label: "Back-test" },
  { value: "findings", label: "Findings" },
  { value: "versions", label: "Versions" },
  { value: "log", label: "Log" },
  { value: "about", label: "About this rule" },
];

export function RuleTabs({ rule, component, components, search, onSearch, backtest }: Props) {
  const panel = useId();
  const tab = search.tab ?? "backtest";
  return (
    <>
      <Tabs
        label="Of this rule"
        value={tab}
        options={LABELS}
        controls={panel}
        onChange={(value) => onSearch({ tab: value === "backtest" ? undefined : value })}
      />
      <div id={panel} className="rule-panel" role="tabpanel" aria-label={LABELS.find(({ value }) => value === tab)?.label}>
        {tab === "backtest" && backtest}
        {tab === "findings" && <FindingsTab rule={rule} />}
        {tab === "versions" && <VersionsTab rule={rule} components={components} />}
        {tab === "log" && <LogTab rule={rule} />}
        {tab === "about" && <AboutTab rule={rule} component={component} />}
      </div>
    </>
  );
}
