import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery } from "../../api/queries";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/Icon";
import { Skeleton } from "../../ui/Skeleton";
import { CreateKey } from "./CreateKey";
import { KeyRow } from "./KeyRow";
import type { KnownKey } from "./knownKey";

interface Props {
  known: KnownKey | null;
  onKnown: (key: KnownKey | null) => void;
  /** The address asks for a new key. */
  asked: boolean;
  onDone: () => void;
}

export function KeysSection({ known, onKnown, asked, onDone }: Props) {
  const keys = useQuery(keysQuery);
  const [wanted, setWanted] = useState(false);
  const creating = wanted || asked;
  const close = () => {
    setWanted(false);
    if (asked) onDone();
  };
  return (
    <section id="keys">
      <div className="section-head">
        <h2>SDK keys</h2>
        <p className="hide-narrow">Keys that your code sends events with. Each call appears here as it happens</p>
        <span className="grow" />
        <button type="button" className="button" aria-expanded={creating} onClick={() => setWanted(true)}>
          <Icon name="plus" />
          Create key
        </button>
      </div>
      {keys.error && (
        <ErrorNote error={keys.error} meaning="What is shown may be old." onRetry={() => void keys.refetch()} />
      )}
      {creating && <CreateKey onKnown={onKnown} onClose={close} />}
      {keys.isPending && !keys.error && <Skeleton rows={3} height={50} />}
      {keys.data?.length === 0 && !creating && (
        <p className="mid keys-none">No key yet. Create one, then your code can send events with it.</p>
      )}
      {keys.data && keys.data.length > 0 && (
        <div className="keys-box">
          <table className="keys flush">
            <thead>
              <tr>
                <th>Name</th>
                <th>Key</th>
                <th>Scope</th>
                <th>Created</th>
                <th>Last used</th>
                <th className="number">Events</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.data.map((key) => (
                <KeyRow key={key.id} value={key} known={known} onKnown={onKnown} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
