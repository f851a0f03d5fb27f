import { lazy, Suspense } from "react";

const Markdown = lazy(() => import("../../ui/Markdown"));

/** What a rule does: its first paragraph at once, the rest on demand. */
export function RuleAbout({ documentation }: { documentation: string }) {
  const [first = "", ...rest] = documentation.trim().split(/\n\s*\n/);
  return (
    <div className="rule-about">
      <p className="mid">{first.replace(/[`*_#]/g, "")}</p>
      {rest.length > 0 && (
        <details>
          <summary className="link">How it works</summary>
          <Suspense fallback={<p className="small dim">Loading</p>}>
            <Markdown text={rest.join("\n\n")} />
          </Suspense>
        </details>
      )}
    </div>
  );
}
