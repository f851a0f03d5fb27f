import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { alertQuery } from "../../api/queries";
import type { AlertWithHistory, Schemas } from "../../api/types";

/** Writes something down about an alert. */
export function useNote(id: string, onSaved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: string) =>
      request<AlertWithHistory>("POST", `/api/v1/alerts/${encodeURIComponent(id)}/note`, {
        body: { note } satisfies Schemas["NewNote"],
      }),
    onSuccess: (noted) => {
      client.setQueryData(alertQuery(id).queryKey, noted);
      onSaved();
    },
  });
}
