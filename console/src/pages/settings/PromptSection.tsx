import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { request } from "../../api/client";
import { sessionQuery, settingsQuery } from "../../api/queries";
import type { Schemas, Settings } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Skeleton } from "../../ui/Skeleton";
import { mayManage } from "./mayManage";

const LOOK = "SELECT event_time, system_prompt, input_messages, output_response, truncated\nFROM prompts\nORDER BY event_time DESC\nLIMIT 50";

/** Whether what is asked and answered is kept. */
export function PromptSection() {
  const client = useQueryClient();
  const settings = useQuery(settingsQuery);
  const session = useQuery(sessionQuery).data;
  const change = useMutation({
    mutationFn: (capturePrompts: boolean) =>
      request<Settings>("PATCH", "/api/v1/settings", { body: { capturePrompts } satisfies Schemas["SettingsChange"] }),
    onSuccess: (saved) => client.setQueryData(settingsQuery.queryKey, saved),
  });
  const allowed = mayManage(session?.person ?? null);
  const keeps = settings.data?.capturePrompts;
  const shown = change.isPending ? change.variables : keeps;
  return (
    <section aria-label="Prompts and answers">
      <div className="section-head">
        <h2>Prompts and answers</h2>
      </div>
      <ErrorNote error={settings.error} meaning="Whether they are kept is not known now." onRetry={() => void settings.refetch()} />
      {settings.isPending && !settings.error && <Skeleton rows={2} height={24} />}
      {keeps !== undefined && (
        <>
          <label className="checkbox">
            <input
              type="checkbox"
              role="switch"
              checked={shown}
              aria-checked={shown}
              disabled={!allowed || change.isPending}
              onChange={(event) => change.mutate(event.target.checked)}
            />
            <span>
              Keep prompts and answers
              <small>{allowed ? "Off unless somebody switches it on." : "Only who may manage this server can change it."}</small>
            </span>
          </label>
          <p className="mid settings-text">
            While it is on, what senders send of a call’s system prompt, messages and answer is kept beside its event: up to
            50,000 characters of each, secrets masked, in the table <code className="mono">prompts</code>. Whoever may read
            here can read it. Nothing that was sent before is added, and switching it off deletes nothing.
          </p>
          <p className="settings-text small">
            <Link className="link" to="/sql" search={{ sql: LOOK }}>
              See what is kept
            </Link>
          </p>
          <p className="settings-text" role="status">
            {change.isSuccess && (keeps ? "Saved. Prompts and answers are kept from now on." : "Saved. None is kept from now on.")}
          </p>
          <ErrorNote error={change.error} meaning="Nothing was changed." />
        </>
      )}
    </section>
  );
}
