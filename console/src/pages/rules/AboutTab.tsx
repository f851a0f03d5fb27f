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
        // Wide tables are scrolled by keyboard, too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="rule-documentation" role="region" aria-label="What it says of itself" tabIndex={0}>
          <Suspense fallback={<p className="small dim">Loading</p>}>
            <Markdown text={component.manifest.documentation} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
