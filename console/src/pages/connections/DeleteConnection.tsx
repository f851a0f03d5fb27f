import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { connectionsQuery } from "../../api/queries";
import type { Connection } from "../../api/types";
import { Confirm } from "../../ui/Confirm";

export function DeleteConnection({ connection: { id, name }, onClose }: { connection: Connection; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/connections/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <Confirm
      title={`Delete ${name}?`}
      keep="Keep connection"
      act="Delete connection"
      busy={remove.isPending}
      error={remove.error}
      onKeep={onClose}
      onAct={() => remove.mutate()}
    >
      Its sealed credentials are erased and nothing more is read. Records that were read stay.
    </Confirm>
  );
}
