import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client";
import { channelsQuery } from "../../api/queries";
import type { Channel, RotatedSecret, Schemas } from "../../api/types";
import { Confirm } from "../../ui/Confirm";
import { CopyButton } from "../../ui/CopyButton";
import { FormField } from "../../ui/FormField";

/** Another secret that signs; one that is made here is shown this once, in the same place. */
export function RotateSecret({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const [secret, setSecret] = useState("");
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () =>
      request<RotatedSecret>("POST", `/api/v1/channels/${encodeURIComponent(channel.id)}/rotate-secret`, {
        body: (secret ? { secret } : {}) satisfies Schemas["NewSecret"],
      }),
    onSuccess: ({ secret: made }) => {
      void client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      if (!made) onClose();
    },
  });
  const made = rotate.data?.secret;
  if (made) {
    return (
      <div className="new-key" role="status">
        <div className="grow">
          <h3>The new secret of {channel.name}</h3>
          <p className="mid">
            It is shown this once: put it where the receiver checks.
            {rotate.data?.channel.rotatedUntil && " For 24 hours the old one signs, too."}
          </p>
          <p className="row">
            <code className="new-key-text mono">{made}</code>
            <CopyButton text={made} label="Copy the new secret" worded />
          </p>
        </div>
        <button type="button" className="button" onClick={onClose}>
          I have stored it
        </button>
      </div>
    );
  }
  return (
    <Confirm
      title={channel.hasSecret ? `Rotate the secret of ${channel.name}?` : `Sign what ${channel.name} gets?`}
      keep={channel.hasSecret ? "Keep secret" : "Leave unsigned"}
      act={channel.hasSecret ? "Rotate" : "Sign"}
      busy={rotate.isPending}
      error={rotate.error}
      onKeep={onClose}
      onAct={() => rotate.mutate()}
    >
      {channel.hasSecret && <p>For 24 hours each delivery carries two signatures, by the new secret and by the old one.</p>}
      <FormField label="New secret" aside="optional" help="Left empty, one is made and shown once.">
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
    </Confirm>
  );
}
