import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import type { Person } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { FormField } from "../../ui/FormField";

const SHORTEST = 12;

/** Makes the owner of a new server. Works once, and only on the machine itself. */
export function FirstOwnerForm({ token, onDone }: { token: string; onDone: (person: Person) => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      request<{ person: Person }>("POST", "/api/v1/session/first", { body: { token, name: name.trim(), password } }),
    onSuccess: ({ person }) => onDone(person),
  });

  const tooShort = [...password].length < SHORTEST;
  const different = password !== again;
  const refused = create.error instanceof ApiError ? create.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && !tooShort && !different) create.mutate();
  };
  const passwordError =
    refused?.field === "password" ? refused.message : tried && tooShort ? `At least ${SHORTEST} characters` : null;
  return (
    <>
      <h1>Set up the owner</h1>
      <p>The owner sees and changes everything on this server. This link works once.</p>
      {refused?.field !== "password" && <ErrorNote error={create.error} />}
      <form onSubmit={submit} noValidate>
        <FormField label="Name" error={tried && !name.trim() ? "Needed" : null}>
          {(control) => (
            <input
              {...control}
              className="input input-large"
              autoComplete="username"
              autoCapitalize="none"
              required
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormField>
        <FormField label="Password" help={`${SHORTEST} characters or more. A sentence is fine.`} error={passwordError}>
          {(control) => (
            <input
              {...control}
              className="input input-large"
              type="password"
              autoComplete="new-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </FormField>
        <FormField label="The same password again" error={tried && !tooShort && different ? "The two differ" : null}>
          {(control) => (
            <input
              {...control}
              className="input input-large"
              type="password"
              autoComplete="new-password"
              required
              value={again}
              onChange={(event) => setAgain(event.target.value)}
            />
          )}
        </FormField>
        <button type="submit" className="button button-primary button-large" disabled={create.isPending}>
          Create the owner and sign in
        </button>
      </form>
    </>
  );
}
