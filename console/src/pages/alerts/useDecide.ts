import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { alertQuery, mutesQuery } from "../../api/queries";
import type { AlertWithHistory } from "../../api/types";

export interface Decision {
  verb: "acknowledge" | "unacknowledge" | "snooze" | "unsnooze" | "mute" | "resolve";
  until?: string | null;
  note?: string;
}

/** Carries out what a person decides about an alert; lists and counts follow. `onDecide` comes before they do. */
export function useDecide(id: string, onDecide: () => void) {
  const client = useQueryClient();
  const refresh = () => {
    onDecide();
    void client.invalidateQueries({ queryKey: ["alerts"] });
    void client.invalidateQueries({ queryKey: mutesQuery.queryKey });
  };
  const decide = useMutation({
    mutationFn: ({ verb, until, note }: Decision) =>
      request<AlertWithHistory>("POST", `/api/v1/alerts/${encodeURIComponent(id)}/${verb}`, {
        body: { ...(until && { until }), ...(note?.trim() && { note: note.trim() }) },
      }),
    onSuccess: (decided) => {
      client.setQueryData(alertQuery(id).queryKey, decided);
      refresh();
    },
  });
  const unmute = useMutation({
    mutationFn: (mute: string) => request<void>("DELETE", `/api/v1/mutes/${encodeURIComponent(mute)}`),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: alertQuery(id).queryKey });
      refresh();
    },
  });
  return { decide, unmute };
}
