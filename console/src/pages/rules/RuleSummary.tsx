/** The first paragraph of a component's documentation. */
export function RuleSummary({ documentation }: { documentation: string }) {
  const [first = ""] = documentation.trim().split(/\n\s*\n/);
  return <>{first.replace(/[`*_#]/g, "")}</>;
}
