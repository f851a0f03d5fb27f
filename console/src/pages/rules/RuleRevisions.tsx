import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { revisionsQuery, rulesQuery } from "../../api/queries";
import type { Component, Rule, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { TimeText } from "../../ui/TimeText";

const SHOWN = 6;

/** What a rule was, and the way back. */
export function RuleRevisions({ rule, components }: { rule: Rule; components: Component[] }) {
  const client = useQueryClient();
  const revisions = useQuery(revisionsQuery(rule.id)).data ?? [];
  const back = useMutation({
    mutationFn: (revision: string) =>
      request<Rule>("POST", `/api/v1/rules/${encodeURIComponent(rule.id)}/rollback`, {
        body: { revision } satisfies Schemas["RollBack"],
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
      await client.invalidateQueries({ queryKey: revisionsQuery(rule.id).queryKey });
    },
  });
  if (revisions.length < 2) return null;
  const named = (id: string | null) => {
    const manifest = components.find((one) => one.id === id)?.manifest;
    return manifest ? `${manifest.title} ${manifest.version}` : "a component that is gone";
  };
  return (
    <section className="rule-revisions">
      <h3>Revisions</h3>
      <ErrorNote error={back.error} meaning="The rule stays as it was." />
      <ol className="timeline">
        {revisions.slice(0, SHOWN).map((of) => (
          <li key={of.revision}>
            <span className="dim">
              <TimeText at={of.startedAt} />
            </span>
            <p>
              {of.revision}: {named(of.component ?? of.builtin)}, {of.carried ? "took over what was known" : "began anew"}
              <small className="mid wrap-anywhere">{JSON.stringify(of.settings)}</small>
              {of.revision !== rule.revision && (
                <button type="button" className="link" disabled={back.isPending} onClick={() => back.mutate(of.revision)}>
                  Go back to this
                </button>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
