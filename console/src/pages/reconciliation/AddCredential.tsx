import { useState } from "react";
import type { ProjectMapping } from "../../api/types";

interface Props {
  busy: boolean;
  onAdd: (added: ProjectMapping) => void;
}

/** Gives a name that events carry in `credential` a project: no provider can say that. */
export function AddCredential({ busy, onAdd }: Props) {
  const [provider, setProvider] = useState("");
  const [credential, setCredential] = useState("");
  const [project, setProject] = useState("");
  return (
    <form
      className="row projects-add"
      aria-label="Give a credential a project"
      onSubmit={(event) => {
        event.preventDefault();
        const [id, own] = [credential.trim(), project.trim()];
        onAdd({ provider: provider.trim(), kind: "credential", id, name: null, project: own, connectionId: null, source: null });
        setCredential("");
        setProject("");
      }}
    >
      <input className="input" required aria-label="Provider" placeholder="Provider, such as openai" value={provider} onChange={(event) => setProvider(event.target.value)} />
      <input className="input" required aria-label="Credential of events" placeholder="Credential of events" value={credential} onChange={(event) => setCredential(event.target.value)} />
      <input className="input" required aria-label="Project" placeholder="Project" value={project} onChange={(event) => setProject(event.target.value)} />
      <button type="submit" className="button" disabled={busy}>
        Add
      </button>
    </form>
  );
}
