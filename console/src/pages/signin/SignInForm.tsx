import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, request } from "../../api/client";
import type { Person, Schemas } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { NameField, PasswordField } from "./fields";

interface Props {
  team: string;
  /** The address carried a first sign-in link, which an owner's existence has ended. */
  staleLink: boolean;
  onDone: (person: Person) => void;
}

export function SignInForm({ team, staleLink, onDone }: Props) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () =>
      request<Schemas["SignedIn"]>("POST", "/api/v1/session", { body: { name, password } satisfies Schemas["SignIn"] }),
    onSuccess: ({ person }) => onDone(person),
  });
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name && password) signIn.mutate();
  };
  return (
    <>
      <h1>Sign in to {team === "default" ? "Outlay" : team}</h1>
      <p>This server is run by your company. Nothing you do here leaves it.</p>
      {staleLink && !signIn.error && <Note>The link was already used: this server has its owner. Sign in instead.</Note>}
      <ErrorNote error={signIn.error && explain(signIn.error)} />
      <form onSubmit={submit} noValidate>
        <NameField value={name} onChange={setName} error={tried && !name ? "Needed" : null} />
        <PasswordField
          kind="current-password"
          value={password}
          onChange={setPassword}
          error={tried && !password ? "Needed" : null}
        />
        <button type="submit" className="button button-primary button-large" disabled={signIn.isPending}>
          Sign in
        </button>
      </form>
    </>
  );
}

function explain(error: Error): Error {
  if (!(error instanceof ApiError)) return error;
  if (error.code === "sign_in_failed") return new Error("Name or password is wrong");
  if (error.code !== "too_many_attempts") return error;
  const wait = error.retryAfter === null ? "a while" : `${error.retryAfter} s`;
  return new Error(`Too many attempts. Wait ${wait}, then sign in again`);
}
