import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import { keysQuery } from "../../api/queries";
import type { KeyWithText, Schemas, Scope } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";
import type { KnownKey } from "./knownKey";
import { NewKey } from "./NewKey";

const SCOPES: { value: Scope; label: string }[] = [
  { value: "metering", label: "metering: may only send events" },
  { value: "read", label: "read: may read and query" },
  { value: "full", label: "full: may change everything" },
];

interface Props {
  onKnown: (key: KnownKey) => void;
  onClose: () => void;
}

export function CreateKey({ onKnown, onClose }: Props) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("metering");
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      request<KeyWithText>("POST", "/api/v1/keys", { body: { name: name.trim(), scope } satisfies Schemas["CreateKey"] }),
    onSuccess: (key) => {
      onKnown({ id: key.id, name: key.name, text: key.key });
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  if (create.data) {
    return <NewKey title={`The key ${create.data.name}`} text={create.data.key} onStored={onClose} />;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim()) create.mutate();
  };
  const refused = create.error instanceof ApiError ? create.error : null;
  return (
    <form className="create-key sheet" onSubmit={submit} noValidate>
      <FormField
        label="Name"
        help="What will use it, for example prod-gateway"
        error={tried && !name.trim() ? "Needed" : refused?.field === "name" ? refused.message : null}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            // The form was just asked for.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            required
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <FormField label="Scope">
        {(control) => (
          <select {...control} className="input" value={scope} onChange={(event) => setScope(event.target.value as Scope)}>
            {SCOPES.map((one) => (
              <option key={one.value} value={one.value}>
                {one.label}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <div className="row create-key-actions">
        <button type="button" className="button button-quiet" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={create.isPending}>
          Create the key
        </button>
      </div>
      {refused?.field !== "name" && <ErrorNote error={create.error} meaning="No key was made." />}
    </form>
  );
}
