import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { rulesQuery } from "../../api/queries";
import type { Rule } from "../../api/types";
import { counted } from "../../format/number";
import { Confirm } from "../../ui/Confirm";
import { discardDraft } from "./drafts";

interface Props {
  rule: Rule;
  onKeep: () => void;
  onDeleted: () => void;
}

export function DeleteRule({ rule, onKeep, onDeleted }: Props) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/rules/${encodeURIComponent(rule.id)}`),
    onSuccess: async () => {
      discardDraft(rule.id);
      onDeleted();
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
    },
  });
  return (
    <Confirm
      title={`Delete ${rule.name}?`}
      keep="Keep rule"
      act="Delete rule"
      busy={remove.isPending}
      error={remove.error}
      onKeep={onKeep}
      onAct={() => remove.mutate()}
    >
      It judges nothing more. Its {counted(rule.findings, "finding")} and alerts stay.
    </Confirm>
  );
}
