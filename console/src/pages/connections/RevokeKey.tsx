import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { keysQuery } from "../../api/queries";
import type { Key } from "../../api/types";
import { counted } from "../../format/number";
import { Confirm } from "../../ui/Confirm";

export function RevokeKey({ value, onClose }: { value: Key; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => request<void>("DELETE", `/api/v1/keys/${encodeURIComponent(value.id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  return (
    <Confirm
      title={`Revoke the key ${value.name}?`}
      keep="Keep key"
      act="Revoke"
      busy={revoke.isPending}
      error={revoke.error}
      onKeep={onClose}
      onAct={() => revoke.mutate()}
    >
      It stops at once and cannot come back. Its {counted(value.events, "event")} stay.
    </Confirm>
  );
}
