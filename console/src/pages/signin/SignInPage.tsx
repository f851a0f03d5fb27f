import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { sessionQuery } from "../../api/queries";
import type { Person, Session } from "../../api/types";
import { ThemeChoice } from "../../shell/ThemeChoice";
import { ErrorNote } from "../../ui/ErrorNote";
import { Mark } from "../../ui/Mark";
import { Status } from "../../ui/Status";
import { FirstOwnerForm } from "./FirstOwnerForm";
import { SignInForm } from "./SignInForm";
import { UnknownLedger } from "./UnknownLedger";
import { WhereTheLinkIs } from "./WhereTheLinkIs";
import "./signin.css";

/** The token of a first sign-in link. It stands in the fragment, which browsers do not send to servers. */
const firstToken = () => /^#first=(.+)$/.exec(window.location.hash)?.[1] ?? null;

export function SignInPage() {
  const session = useQuery(sessionQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const [token] = useState(firstToken);

  const enter = async (person: Person) => {
    client.setQueryData<Session>(
      sessionQuery.queryKey,
      (old) => old && { ...old, signedIn: true, ownerExists: true, person },
    );
    if (next) await navigate({ href: next, replace: true });
    else await navigate({ to: "/", replace: true });
  };

  const known = session.data;
  return (
    <main className="signin">
      <section className="signin-form">
        <div className="signin-brand">
          <Mark />
          Outlay
        </div>
        {session.error && (
          <>
            <h1>Outlay</h1>
            <p>This page needs the server.</p>
            <ErrorNote error={session.error} onRetry={() => void session.refetch()} />
          </>
        )}
        {known && !known.ownerExists && token && <FirstOwnerForm token={token} onDone={enter} />}
        {known && !known.ownerExists && !token && <WhereTheLinkIs path={known.firstSignInPath} />}
        {known?.ownerExists && <SignInForm team={known.team} staleLink={token !== null} onDone={enter} />}
      </section>
      <footer className="signin-foot">
        {known && <Status shape="on">Server ready</Status>}
        {session.error && <Status shape="off">No answer</Status>}
        <span className="tabular clip">{window.location.host}</span>
        <span>{known?.version}</span>
        <ThemeChoice />
      </footer>
      <UnknownLedger />
    </main>
  );
}
