import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../../api/client";
import { keysQuery } from "../../../api/queries";
import type { Key, KeyWithText, Schemas } from "../../../api/types";
import { CopyButton } from "../../../ui/CopyButton";
import { ErrorNote } from "../../../ui/ErrorNote";
import type { KnownKey } from "../../connections/knownKey";

interface Props {
  /** A key that may send events. */
  existing: Key | undefined;
  known: KnownKey | null;
  onKnown: (key: KnownKey) => void;
}

const SCOPES: Record<Key["scope"], string> = {
  metering: "may only send events",
  read: "may only read",
  full: "may change everything",
};

/** A real key: made here, or one that is there already and is shown when it is asked for. */
export function FirstKey({ existing, known, onKnown }: Props) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => request<KeyWithText>("POST", "/api/v1/keys", { body: { name: "first-key", scope: "metering" } }),
    onSuccess: ({ id, name, key }) => {
      onKnown({ id, name, text: key });
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  const reveal = useMutation({
    mutationFn: ({ id }: Key) => request<Schemas["Revealed"]>("POST", `/api/v1/keys/${encodeURIComponent(id)}/reveal`),
    onSuccess: ({ key }, { id, name }) => onKnown({ id, name, text: key }),
  });
  return (
    <div className="first-key">
      <div className="row">
        <h3>Key</h3>
        {known && (
          <span className="first-key-text">
            <code className="mono wrap-anywhere">{known.text}</code>
            <CopyButton text={known.text} label="Copy the key" />
          </span>
        )}
        {!known && existing && (
          <>
            <code className="mono">{existing.masked}</code>
            <button type="button" className="button button-small" disabled={reveal.isPending} onClick={() => reveal.mutate(existing)}>
              Fill it in
            </button>
          </>
        )}
        {!known && !existing && (
          <button type="button" className="button" disabled={create.isPending} onClick={() => create.mutate()}>
            Create first-key
          </button>
        )}
        <span className="grow" />
        <span className="small mid">
          {existing ? `${existing.name}, ${SCOPES[existing.scope]}` : known ? known.name : "It may only send events. You can see it again under Connections"}
        </span>
      </div>
      <ErrorNote error={create.error} meaning="No key was made." />
      <ErrorNote error={reveal.error} meaning="The key cannot be shown." />
    </div>
  );
}
