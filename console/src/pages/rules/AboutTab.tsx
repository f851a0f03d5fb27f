import { lazy, Suspense } from "react";
import type { Component, Rule } from "../../api/types";
import { RuleFacts } from "./RuleFacts";

const Markdown = lazy(() => import("../../ui/Markdown"));

/** What a rule costs to run, and what its component says about itself. */
export function AboutTab({ rule, component }: { rule: Rule | null; component: Component | undefined }) {
  return (
    <div className="rule-about">
      {rule && <RuleFacts rule={rule} component={component} />}
      {component && (
        <Suspense fallback={<p className="small dim">Loading</p>}>
          <Markdown text={component.manifest.documentation} />
        </Suspense>
      )}
    </div>
  );
}
