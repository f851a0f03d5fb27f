import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { revisionsQuery, rulesQuery } from "../../api/queries";
import type { Component, Rule, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { VersionItem } from "./VersionItem";

interface Props {
  rule: Rule;
  components: Component[];
}

/** What a rule was, what each version changed, and the way back. */
export function VersionsTab({ rule, components }: Props) {
  const client = useQueryClient();
  const { data, error, isPending } = useQuery(revisionsQuery(rule.id));
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
  if (error) return <ErrorNote error={error} meaning="Its versions cannot be listed now." />;
  if (isPending) return <Skeleton rows={3} />;
  return (
    <>
      <ErrorNote error={back.error} meaning="The rule stays as it was." />
      <ol className="versions">
        {data.map((of, at) => (
          <VersionItem
            key={of.revision}
            version={of}
            before={data[at + 1] ?? null}
            components={components}
            isInForce={of.revision === rule.revision}
            isBusy={back.isPending}
            onBack={() => back.mutate(of.revision)}
          />
        ))}
      </ol>
      <p className="small dim">The last twenty versions are kept.</p>
    </>
  );
}
