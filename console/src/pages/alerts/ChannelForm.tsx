import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import { channelsQuery } from "../../api/queries";
import type { Channel } from "../../api/types";
import { Choice } from "../../ui/Choice";
import { Drawer } from "../../ui/Drawer";
import { ErrorNote } from "../../ui/ErrorNote";
import { changeBody, type ChannelDraft, channelBody, draftOf, emptyDraft, KINDS, missingFields } from "./channelDraft";
import { ChannelFields } from "./ChannelFields";

const FORM = "channel-form";

/** Makes a channel, or changes one. */
export function ChannelForm({ channel, onClose }: { channel?: Channel; onClose: () => void }) {
  const [draft, setDraft] = useState(() => (channel ? draftOf(channel) : emptyDraft));
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      channel
        ? request<Channel>("PATCH", `/api/v1/channels/${encodeURIComponent(channel.id)}`, { body: changeBody(draft, channel) })
        : request<Channel>("POST", "/api/v1/channels", { body: channelBody(draft) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      onClose();
    },
  });
  const refused = save.error instanceof ApiError ? save.error : null;
  const missing = missingFields(draft, channel);
  const errorAt = (field: keyof ChannelDraft) => {
    if (tried && missing.has(field)) return "Needed";
    if (refused?.field !== field) return null;
    return refused.hint ? `${refused.message}: ${refused.hint}` : refused.message;
  };
  const shown = refused?.field != null && refused.field in draft;
  const change = (part: Partial<ChannelDraft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.size === 0) save.mutate();
  };
  return (
    <Drawer
      title={channel ? `Edit ${channel.name}` : "Create a channel"}
      subtitle={ABOUT[draft.kind]}
      onClose={onClose}
      footer={
        <button type="submit" form={FORM} className="button button-primary" disabled={save.isPending}>
          {channel ? "Save channel" : "Create channel"}
        </button>
      }
    >
      <form id={FORM} className="channel-form" onSubmit={submit} noValidate>
        {!channel && (
          <Choice
            label="Kind"
            value={draft.kind}
            options={KINDS}
            onChange={(kind) => {
              setTried(false);
              save.reset();
              change({ kind, url: "" });
            }}
          />
        )}
        <ChannelFields draft={draft} channel={channel} errorAt={errorAt} onChange={change} />
      </form>
      {!shown && <ErrorNote error={save.error} meaning={channel ? "The channel stays as it was." : "No channel was made."} />}
    </Drawer>
  );
}

const ABOUT: Record<ChannelDraft["kind"], string> = {
  webhook: "Receives each alert as signed JSON",
  slack: "Posts each alert to a Slack channel",
  email: "Sends each alert by mail through your SMTP server",
};
