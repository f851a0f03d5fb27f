import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { connectorsQuery } from "../../api/queries";
import type { Connector } from "../../api/types";
import { Drawer } from "../../ui/Drawer";
import { DropComponent } from "../../ui/DropComponent";
import { ErrorNote } from "../../ui/ErrorNote";
import { Note } from "../../ui/Note";
import { UploadChecks } from "./UploadChecks";
import { addConnector, tryConnector } from "./uploadConnector";
import { WhatItReads } from "./WhatItReads";

interface Props {
  known: readonly Connector[];
  onConnect: (connector: Connector) => void;
  onClose: () => void;
}

/** Takes a connector of one's own: its checks are shown, and where it may ask is granted, before it is stored. */
export function UploadConnector({ known, onConnect, onClose }: Props) {
  const [granted, setGranted] = useState<readonly string[]>([]);
  const client = useQueryClient();
  const look = useMutation({
    mutationFn: async (file: File) => ({ file, connector: await tryConnector(file) }),
    onMutate: () => setGranted([]),
  });
  const add = useMutation({
    mutationFn: ({ file }: { file: File }) => addConnector(file, granted),
    onSuccess: () => client.invalidateQueries({ queryKey: connectorsQuery.queryKey }),
  });
  const found = look.data;
  const connector = found?.connector;
  const added = add.data;
  const replaced = known.find(({ id }) => id === connector?.id);
  return (
    <Drawer
      title="Upload a connector"
      subtitle="For a provider that is not in the list, or a gateway of your own"
      onClose={onClose}
      footer={
        added ? (
          <>
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
            <button type="button" className="button button-primary" onClick={() => onConnect(added)}>
              Connect {added.title}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button button-primary"
            disabled={!found || add.isPending || (found.connector.origins.length > 0 && granted.length === 0)}
            onClick={() => found && add.mutate(found)}
          >
            {replaced ? "Replace connector" : "Add connector"}
          </button>
        )
      }
    >
      <div className="detail-parts">
        {added ? (
          <Note live>
            <strong>
              {added.title} {added.version} is added.
            </strong>{" "}
            It reads nothing until it is connected.
          </Note>
        ) : (
          <DropComponent
            what="connector"
            meaning="Checked in a process of its own before anything is stored"
            onFile={(file) => {
              add.reset();
              look.mutate(file);
            }}
          />
        )}
        {look.isPending && (
          <p className="mid" role="status">
            It is being checked
          </p>
        )}
        <ErrorNote error={look.error} meaning="Nothing was stored." />
        {connector && !added && (
          <>
            <UploadChecks connector={connector} />
            {replaced && (
              <Note tone="warn">
                It takes the place of {replaced.title} {replaced.version}. Its connections keep what they were granted.
              </Note>
            )}
            <fieldset className="grants">
              <legend>Where it may ask</legend>
              <p className="small mid">Credentials of its connections go to these places and nowhere else. Grant what you know.</p>
              {connector.origins.map((origin) => (
                <label key={origin} className="checkbox">
                  <input
                    type="checkbox"
                    checked={granted.includes(origin)}
                    onChange={(event) =>
                      setGranted(event.target.checked ? [...granted, origin] : granted.filter((one) => one !== origin))
                    }
                  />
                  <span className="wrap-anywhere">{placeText(origin, connector)}</span>
                </label>
              ))}
            </fieldset>
            <ErrorNote error={add.error} meaning="Nothing was stored." />
            <WhatItReads connector={connector} />
          </>
        )}
      </div>
    </Drawer>
  );
}

const SETTING = "setting:";

function placeText(origin: string, { settings }: Connector): string {
  if (!origin.startsWith(SETTING)) return origin;
  const id = origin.slice(SETTING.length);
  return `What “${settings.find((field) => field.id === id)?.label ?? id}” says`;
}
