import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { connectionsQuery } from "../../api/queries";
import type { Connection, Sync } from "../../api/types";

/** Starts a sync and shows it as running at once; the list then follows its progress. */
export function useSyncNow(connection: Connection) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<Sync>("POST", `/api/v1/connections/${encodeURIComponent(connection.id)}/sync`),
    onSuccess: (sync) => {
      client.setQueryData(connectionsQuery.queryKey, (old: Connection[] | undefined) =>
        old?.map((one) => (one.id === connection.id ? { ...one, lastSync: sync } : one)),
      );
      void client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
    },
  });
}
