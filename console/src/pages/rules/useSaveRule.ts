import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, request } from "../../api/client";
import { revisionsQuery, rulesQuery } from "../../api/queries";
import type { Rule, Schemas } from "../../api/types";
import type { Draft } from "./drafts";
import { pruned } from "./schema";

/** Makes a rule of a draft. */
export function useMakeRule(onMade: (rule: Rule) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, shadow }: { draft: Draft; shadow: boolean }) => {
      const { name, builtin, component, settings, channels } = draft;
      const source = builtin ? { builtin } : { component };
      const body = { ...source, name: name.trim(), settings: pruned(settings), channels, shadow, enabled: true };
      return request<Rule>("POST", "/api/v1/rules", { body: body satisfies Schemas["NewRule"] });
    },
    onSuccess: async (rule) => {
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
      onMade(rule);
    },
  });
}

/** Changes a rule; what comes of it is shown once the list knows it. */
export function useChangeRule(id: string, onChanged: () => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Schemas["ChangeRule"]) =>
      request<Rule>("PATCH", `/api/v1/rules/${encodeURIComponent(id)}`, { body: change }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
      void client.invalidateQueries({ queryKey: revisionsQuery(id).queryKey });
      onChanged();
    },
  });
}

/** The setting that the server refused, where it says which. */
export function refusedSetting(error: unknown): { setting: string; message: string } | null {
  if (!(error instanceof ApiError) || !error.field) return null;
  const setting = error.field.replace(/^settings/, "").replace(/^[/.]/, "").split(/[/.]/)[0];
  return setting ? { setting, message: error.message } : null;
}
