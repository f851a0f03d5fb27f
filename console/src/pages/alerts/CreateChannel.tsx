import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import { channelsQuery } from "../../api/queries";
import type { Channel } from "../../api/types";
import { Drawer } from "../../ui/Drawer";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";

const FORM = "channel-form";

export function CreateChannel({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState("");
  const [allowPrivate, setAllowPrivate] = useState(false);
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      request<Channel>("POST", "/api/v1/channels", {
        body: { name: name.trim(), kind: "webhook", url: url.trim(), allowPrivate, ...(secret && { secret }) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      onClose();
    },
  });
  const refused = create.error instanceof ApiError ? create.error : null;
  const errorAt = (field: "name" | "url" | "secret") => {
    if (tried && ((field === "name" && !name.trim()) || (field === "url" && !url.trim()))) return "Needed";
    return refused?.field === field ? refused.message : null;
  };
  const shown = refused?.field === "name" || refused?.field === "url" || refused?.field === "secret";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && url.trim()) create.mutate();
  };
  return (
    <Drawer
      title="Create a webhook"
      subtitle="Receives each alert as JSON"
      onClose={onClose}
      footer={
        <button type="submit" form={FORM} className="button button-primary" disabled={create.isPending}>
          Create webhook
        </button>
      }
    >
      <form id={FORM} onSubmit={submit} noValidate>
        <FormField label="Name" error={errorAt("name")}>
          {(control) => (
            <input
              {...control}
              className="input"
              required
              maxLength={200}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormField>
        <FormField label="Address" help="It gets a POST for each alert that opens, changes or clears." error={errorAt("url")}>
          {(control) => (
            <input
              {...control}
              className="input mono"
              type="url"
              required
              placeholder="https://"
              autoComplete="off"
              spellCheck={false}
              value={url}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </FormField>
        <FormField
          label="Secret"
          aside={secret ? `${secret.length} characters` : "optional"}
          help="Signs each delivery, so that the receiver knows who sent it. Sealed on this server, never shown again."
          error={errorAt("secret")}
        >
          {(control) => (
            <input
              {...control}
              className="input mono"
              type="password"
              autoComplete="new-password"
              value={secret}
              onChange={(event) => setSecret(event.target.value)}
            />
          )}
        </FormField>
        <label className="checkbox setting-switch">
          <input type="checkbox" checked={allowPrivate} onChange={(event) => setAllowPrivate(event.target.checked)} />
          <span>
            Allow private addresses
            <small>For a receiver in your own network or on this machine.</small>
          </span>
        </label>
      </form>
      {!shown && <ErrorNote error={create.error} meaning="No channel was made." />}
    </Drawer>
  );
}
