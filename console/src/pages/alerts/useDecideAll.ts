import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import type { SeveralDone } from "../../api/types";

interface Several {
  verb: "acknowledge" | "snooze" | "resolve";
  ids: string[];
  until?: string | null;
  note?: string;
}

/** Carries out one decision about several alerts; lists and what is shown of them follow. */
export function useDecideAll(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, ids, until, note }: Several) =>
      request<SeveralDone>("POST", `/api/v1/alerts/${verb}`, {
        body: { ids, ...(until && { until }), ...(note?.trim() && { note: note.trim() }) },
      }),
    onSuccess: onDone,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["alerts"] });
      void client.invalidateQueries({ queryKey: ["alert"] });
    },
  });
}
