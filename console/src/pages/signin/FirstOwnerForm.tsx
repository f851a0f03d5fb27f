import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import type { Person, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { NameField, PasswordField } from "./fields";

const SHORTEST = 12;

/** Makes the owner of a new server. Works once, and only on the machine itself. */
export function FirstOwnerForm({ token, onDone }: { token: string; onDone: (person: Person) => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      request<Schemas["SignedIn"]>("POST", "/api/v1/session/first", {
        body: { token, name: name.trim(), password } satisfies Schemas["FirstSignIn"],
      }),
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
        <NameField value={name} onChange={setName} error={tried && !name.trim() ? "Needed" : null} />
        <PasswordField
          kind="new-password"
          help={`${SHORTEST} characters or more. A sentence is fine.`}
          value={password}
          onChange={setPassword}
          error={passwordError}
        />
        <PasswordField
          label="The same password again"
          kind="new-password"
          value={again}
          onChange={setAgain}
          error={tried && !tooShort && different ? "The two differ" : null}
        />
        <button type="submit" className="button button-primary button-large" disabled={create.isPending}>
          Create the owner and sign in
        </button>
      </form>
    </>
  );
}
