import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { connectionsQuery } from "../../api/queries";
import type { Connection, Schemas, Sync } from "../../api/types";

/** Starts a sync and shows it as running at once; the list then follows its progress. */
export const useSyncNow = (connection: Connection) => useSyncCommand(connection, "sync");

/** Ends the sync that runs; what was read stays. */
export const useCancelSync = (connection: Connection) => useSyncCommand(connection, "cancel");

/** Reads what is older than what was read; `from` is a day. */
export const useBackFill = (connection: Connection) => useSyncCommand<Schemas["BackFill"]>(connection, "backfill");

function useSyncCommand<Body = void>(connection: Connection, command: "sync" | "cancel" | "backfill") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) =>
      request<Sync>("POST", `/api/v1/connections/${encodeURIComponent(connection.id)}/${command}`, { ...(body && { body }) }),
    onSuccess: (sync) => {
      client.setQueryData(connectionsQuery.queryKey, (old: Connection[] | undefined) =>
        old?.map((one) => (one.id === connection.id ? { ...one, lastSync: sync } : one)),
      );
      void client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
    },
  });
}
